#include "gateway/base/text/printable.hpp"

#include <algorithm>
#include <cstdio>

namespace gatewarden {

bool harmful(char32_t c) {
  return is_control(c) || c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xFFF0 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(text, at);
    if (c != kNotText && !harmful(c)) {
      out.append(text, begin, at - begin);
      continue;
    }
    char escape[16];
    const unsigned shown = c == kNotText ? static_cast<unsigned char>(text[begin]) : static_cast<unsigned>(c);
    const bool byte = c == kNotText || c < 0x80;
    std::snprintf(escape, sizeof escape, byte ? "\\x%02x" : "\\u{%x}", shown);
    out += escape;
  }
  return out;
}

std::string printable_controls(std::string_view text, Replacement replacement) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(text, at);
    if (c >= 0x20 && c != 0x7F && c != kNotText) {
      out.append(text, begin, at - begin);
    } else if (replacement == Replacement::question_mark) {
      out += '?';
    } else if (c == kNotText) {
      out += "\xEF\xBF\xBD";
    } else {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      out += escape;
    }
  }
  return out;
}

std::string printable_ascii(std::string_view text, std::size_t max_bytes, char first) {
  std::string out(text.substr(0, max_bytes));
  std::replace_if(
      out.begin(), out.end(), [first](char c) { return c < first || c > '~'; }, '?');
  return out;
}

}  // namespace gatewarden
