// How plausible a way of reading registers is, in bits: the length of the value's description for somebody
// who knows the way and the usual values of devices. Random registers take more bits than they have, a round
// number in the right type and order takes few. One measure compares ways of different length and kind, and
// adds up over neighbours (decodings.hpp). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "adapters/modbus/registers/register_value.hpp"

namespace gatewarden::modbus {

struct Way {
  DataType as = DataType::uint16;
  ByteOrder order = ByteOrder::abcd;
  std::uint16_t registers = 1;
  double entry = 0;  // bits for saying that it is used from here on: rare ways cost more

  friend bool operator==(const Way& a, const Way& b) {
    return a.as == b.as && a.order == b.order && a.registers == b.registers;
  }
};

// All but text, whose length is its own (text_run.hpp).
std::span<const Way> ways();

// Nothing for values no device has: digits that are not decimal, subnormal numbers,
// magnitudes beyond measurement.
std::optional<double> bits_of(const Way& way, std::uint64_t raw);
// Beside one of the same way: neighbours are often alike, as three voltages are. Infinite for the other ways.
double bits_beside(const Way& way, std::uint64_t before, std::uint64_t raw);
// For the same registers a moment later: counters rise by little, measurements move by little.
double bits_of_change(const Way& way, std::uint64_t before, std::uint64_t after);
}  // namespace gatewarden::modbus
