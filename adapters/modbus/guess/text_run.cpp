#include "adapters/modbus/guess/text_run.hpp"

#include <algorithm>
#include <string>

namespace gatewarden::modbus {
namespace {

enum class Letter { upper, lower, digit, space, other };

Letter letter_of(std::uint8_t c) {
  if (c >= 'A' && c <= 'Z') return Letter::upper;
  if (c >= 'a' && c <= 'z') return Letter::lower;
  if (c >= '0' && c <= '9') return Letter::digit;
  return c == ' ' || c == '-' || c == '.' || c == '_' || c == '/' ? Letter::space : Letter::other;
}

bool is_printable(std::uint8_t c) { return c >= 0x20 && c < 0x7F; }

// Words seldom change their kind of letter, hardly ever from small to capital.
double bits_of_words(const std::string& text) {
  double bits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const Letter letter = letter_of(static_cast<std::uint8_t>(text[i]));
    bits += letter == Letter::other ? 10 : 5;
    if (i == 0) continue;
    const Letter before = letter_of(static_cast<std::uint8_t>(text[i - 1]));
    if (before == letter) continue;
    bits += before == Letter::lower && letter == Letter::upper ? 3 : before == Letter::upper ? 0.5 : 1;
  }
  return bits;
}

// Padding counts only up to a usual length.
std::size_t padded(std::size_t registers, std::size_t blanks) {
  const std::size_t all = registers + blanks;
  if (all % 4 == 0 && all <= 32) return all;
  const std::size_t filled = (registers + 3) / 4 * 4;
  return filled <= all ? filled : registers;
}

}  // namespace

std::optional<TextRun> text_at(std::span<const std::uint8_t> bytes, bool swapped) {
  std::string text;
  std::size_t at = 0;
  bool ended = false;
  for (; at + 1 < bytes.size() && !ended; at += 2) {
    const std::uint8_t one = bytes[at + (swapped ? 1 : 0)], two = bytes[at + (swapped ? 0 : 1)];
    if (!is_printable(one) || (!is_printable(two) && two != 0)) break;
    text += static_cast<char>(one);
    ended = two == 0;
    if (!ended) text += static_cast<char>(two);
  }
  const auto words = std::count_if(text.begin(), text.end(), [](char c) {
    return letter_of(static_cast<std::uint8_t>(c)) != Letter::other && c != ' ';
  });
  if (words < 3 || at < 4 || 5 * static_cast<std::size_t>(words) < 2 * text.size()) return std::nullopt;
  std::size_t blanks = 0;
  while (at + 2 * blanks + 1 < bytes.size() && bytes[at + 2 * blanks] == 0 && bytes[at + 2 * blanks + 1] == 0)
    ++blanks;
  const std::size_t registers = padded(at / 2, blanks);
  const std::size_t written = at / 2;
  const double padding = static_cast<double>(registers - written) * 0.5;
  return TextRun{static_cast<std::uint16_t>(registers), bits_of_words(text) + padding};
}

}  // namespace gatewarden::modbus
