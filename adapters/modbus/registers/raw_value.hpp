// Registers as one raw number, before its type. Pure; allocates nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "adapters/modbus/registers/data_type.hpp"

namespace gatewarden::modbus {

// Up to four registers (byte pairs as received) in their natural order.
std::uint64_t raw_of(std::span<const std::uint8_t> bytes, ByteOrder order);

// The lowest `bits` as a two's complement number.
std::int64_t sign_extended(std::uint64_t raw, unsigned bits);

// Of DataType::bcd and DataType::mod10k over `registers` registers; nothing if a digit is not decimal.
std::optional<std::int64_t> decimal_of(DataType as, unsigned registers, std::uint64_t raw);

}  // namespace gatewarden::modbus
