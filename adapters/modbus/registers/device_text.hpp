// Texts as devices keep them in registers and objects. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "adapters/modbus/registers/data_type.hpp"

namespace gatewarden::modbus {

// Up to the first NUL or, in memory never written, 0xFF; without the spaces around it.
std::string text_in(std::span<const std::uint8_t> bytes, ByteOrder order);

// For an identity: without control characters around it either, and with '?' for every character that is not
// printable ASCII, so that it can be shown and logged.
std::string text_of(std::span<const std::uint8_t> bytes);

}  // namespace gatewarden::modbus
