// Text from outside that would harm a terminal, a log or a document if it came out as it went in.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/text/printable.hpp"

namespace gatewarden::test {

inline std::string utf8(char32_t c) {
  const auto byte = [](char32_t value) { return static_cast<char>(value); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0 | c >> 6), byte(0x80 | (c & 63))};
  if (c < 0x10000) return {byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63))};
  return {byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 63)), byte(0x80 | (c >> 6 & 63)),
          byte(0x80 | (c & 63))};
}

// U+0000 to U+00A0, marks of direction, what has no width.
inline std::vector<char32_t> hostile_characters() {
  std::vector<char32_t> all;
  for (char32_t c = 0; c <= 0xA0; ++c) all.push_back(c);
  for (const char32_t c : {0xADU,   0x34FU,  0x61CU,  0x180EU, 0x200BU, 0x200CU, 0x200DU,  0x200EU, 0x200FU,
                           0x2028U, 0x2029U, 0x202AU, 0x202BU, 0x202CU, 0x202DU, 0x202EU,  0x2060U, 0x2066U,
                           0x2067U, 0x2068U, 0x2069U, 0xFE0FU, 0xFEFFU, 0xFFF9U, 0xE0001U, 0xE0041U})
    all.push_back(c);
  return all;
}

// Each of those in a word, bytes that are not UTF-8, and what would forge lines and commands.
inline std::vector<std::string> hostile_texts() {
  std::vector<std::string> all;
  for (const char32_t c : hostile_characters()) {
    const bool plain =
        c >= ' ' && c <= '~' &&
        std::string_view("\"\\'{}[]#:%$&*!|<>/").find(static_cast<char>(c)) == std::string_view::npos;
    if (!plain) all.push_back("a" + utf8(c) + "b");
  }
  for (const char* text :
       {"a\xFF", "\xC0\xAF", "\xED\xA0\x80", "a\xE2\x80", "\x9B", "a\nFORGED line",
        "\x1b]0;owned\x07\x1b[31m", "a\r\nFORGED line", "a\",\"FORGED\":\"", "a FORGED=1 event=\""})
    all.emplace_back(text);
  return all;
}

// Nothing a terminal obeys, nothing a reader does not see, and no line of the stranger's own.
inline void require_harmless(std::string_view text) {
  for (std::size_t at = 0, line = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(text, at);
    if (c == '\n') line = at;
    if (c == kNotText || (c != '\n' && harmful(c)) ||
        (begin == line && text.substr(begin).starts_with("FORGED")))
      FAIL("at byte " << begin << " of: " << printable_lines(text));
  }
}

}  // namespace gatewarden::test
