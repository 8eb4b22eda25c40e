// How plausible a reading of registers is, in bits: the description length of its value, given the way and
// usual device values. Random registers take more bits than they have, a round number in the right type and
// order few. One measure for any length and kind; it adds up over neighbours (decodings.hpp). Pure.
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
  double entry = 0;  // bits for changing to it; rare ways cost more

  friend bool operator==(const Way& a, const Way& b) {
    return a.as == b.as && a.order == b.order && a.registers == b.registers;
  }
};

// All but text, which has its own length (text_run.hpp).
std::span<const Way> ways();

// Nothing for values of no device: non-decimal digits, subnormal numbers, magnitudes beyond measurement.
std::optional<double> bits_of(const Way& way, std::uint64_t raw);
// Beside a value of the same way: neighbours are often alike, as three voltages. Infinite for other ways.
double bits_beside(const Way& way, std::uint64_t before, std::uint64_t raw);
// A moment later: counters rise by little, measurements move by little.
double bits_of_change(const Way& way, std::uint64_t before, std::uint64_t after);
}  // namespace gatewarden::modbus
