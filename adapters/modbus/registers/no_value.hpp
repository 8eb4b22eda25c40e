// Raw numbers that mean "no value", compared as bits of the type. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "adapters/modbus/registers/data_type.hpp"

namespace gatewarden::modbus {

// SunSpec's "not implemented" of an integer type (SunSpec Device Information Model Specification, section on
// data types). Others need none: NaN and the empty string are missing anyway.
std::optional<std::uint64_t> sunspec_no_value(DataType as);

// SunSpec's code or another common one: the greatest signed number, NaN, infinity.
bool says_no_value(DataType as, std::uint64_t raw);

}  // namespace gatewarden::modbus
