// The raw numbers by which a device says that it has no value. Compared as the bits of the type. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "adapters/modbus/registers/data_type.hpp"

namespace gatewarden::modbus {

// SunSpec's code for "not implemented", of the integer types (SunSpec Device Information Model Specification,
// section on data types). The others need none: NaN and the empty string are missing anyway.
std::optional<std::uint64_t> sunspec_no_value(DataType as);

// SunSpec's code, or another one that many devices use: the greatest signed number, NaN, infinity.
bool says_no_value(DataType as, std::uint64_t raw);

}  // namespace gatewarden::modbus
