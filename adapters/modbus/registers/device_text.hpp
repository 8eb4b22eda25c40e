// Texts in a device's registers and objects. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "adapters/modbus/registers/data_type.hpp"

namespace gatewarden::modbus {

// Up to the first NUL or 0xFF (memory never written), without surrounding spaces.
std::string text_in(std::span<const std::uint8_t> bytes, ByteOrder order);

// For an identity, shown and logged: also without surrounding control characters, and with '?' for
// characters outside printable ASCII.
std::string text_of(std::span<const std::uint8_t> bytes);

}  // namespace gatewarden::modbus
