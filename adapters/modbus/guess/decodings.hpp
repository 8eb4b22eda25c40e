// What registers may mean: every believable reading of each register and of the ones behind it, and the best
// guess for all of them together. Neighbours help each other (a device that speaks float32 CDAB once does so
// again), and so does a second reading a moment later. It stays a guess: where two readings are equally
// believable, both are shown. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "adapters/modbus/registers/register_value.hpp"

namespace gatewarden::modbus {

struct Decoding {
  std::size_t at = 0;  // its first register, counted from the front of what was decoded
  std::uint16_t registers = 1;
  DataType as = DataType::uint16;
  ByteOrder order = ByteOrder::abcd;
  std::uint64_t raw = 0;  // of a number
  bool no_value = false;  // the device says that it has none
  std::string value;      // "230.1", "\"EM24-DIN\"", "no value"
  std::string later;      // of the second reading, where it differs
  std::string remark;     // "a mains voltage", "230.1 at scale 0.1: a mains voltage"
  bool guess = false;     // part of the best guess
  double bits = 0;        // how believable: fewer is better (plausibility.hpp)

  std::string way() const;  // "float32 CDAB", "uint16", "string of 8"
};

struct Decodings {
  // By first register: the guess first if one begins here, then the others, the most believable first. A
  // plain uint16 or int16 stands here only as a guess: everybody sees it in the number itself.
  std::vector<std::vector<Decoding>> from;
  std::vector<Decoding> guess;  // from the first to the last register, without gaps
};

inline constexpr std::size_t kMostDecodings = 5;  // of those that begin at one register

// `later`: the same registers read again, or empty.
Decodings decodings_of(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> later);

}  // namespace gatewarden::modbus
