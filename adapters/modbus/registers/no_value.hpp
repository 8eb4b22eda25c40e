// The raw numbers by which a device says that it has no value. Compared as the bits of the type. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "adapters/modbus/registers/data_type.hpp"

namespace gatewarden::modbus {

// What SunSpec reserves for an integer type because it means "not implemented" (SunSpec Device Information Model
// Specification, section on data types). Nothing for the others: a float is NaN and a string empty, which are
// missing anyway.
std::optional<std::uint64_t> sunspec_no_value(DataType as);

// SunSpec's code, or another one that many devices use: the greatest signed number, NaN, infinity.
bool says_no_value(DataType as, std::uint64_t raw);

}  // namespace gatewarden::modbus
