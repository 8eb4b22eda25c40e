// A text among registers, and how much it looks like words: in bits as in plausibility.hpp. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace gatewarden::modbus {

struct TextRun {
  std::uint16_t registers = 0;  // with its padding
  double bits = 0;
};
// At the front of `bytes`; nothing for fewer than three characters, or unlike words.
std::optional<TextRun> text_at(std::span<const std::uint8_t> bytes, bool swapped);

}  // namespace gatewarden::modbus
