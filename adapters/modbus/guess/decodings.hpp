// What registers may mean: plausible readings of each register and those behind it, and the best guess for all.
// Neighbours (a device with one float32 CDAB has more) and a later second reading help. It is only a guess:
// equally plausible readings are all shown. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "adapters/modbus/registers/register_value.hpp"

namespace gatewarden::modbus {

struct Decoding {
  std::size_t at = 0;  // first register, from the front of `bytes`
  std::uint16_t registers = 1;
  DataType as = DataType::uint16;
  ByteOrder order = ByteOrder::abcd;
  std::uint64_t raw = 0;  // of a number
  bool no_value = false;  // a code for "no value"
  std::string value;      // "230.1", "\"EM24-DIN\"", "no value"
  std::string later;      // of the second reading, if it differs
  std::string remark;     // "a mains voltage", "230.1 at scale 0.1: a mains voltage"
  bool guess = false;
  double bits = 0;  // fewer = more plausible (plausibility.hpp)

  std::string way() const;  // "float32 CDAB", "uint16", "string of 8"
};

struct Decodings {
  // By first register: the guess, if one begins here, then others, most plausible first. A plain uint16 or
  // int16 is listed only as a guess: the number itself shows it.
  std::vector<std::vector<Decoding>> from;
  std::vector<Decoding> guess;  // all registers, without gaps
};

inline constexpr std::size_t kMaxDecodings = 5;  // at one register

// `later`: the same registers again, or empty.
Decodings decodings_of(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> later);

}  // namespace gatewarden::modbus
