#include "gateway/base/text/utf8.hpp"

namespace gatewarden {

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(at++);
  if (lead < 0x80) return lead;
  const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC2 ? 1 : 0;
  if (more == 0 || lead > 0xF4 || text.size() - at < more) return kNotText;
  char32_t c = lead & (0x3FU >> more);
  for (std::size_t i = 0; i < more; ++i) {
    const unsigned next = byte(at + i);
    if ((next & 0xC0) != 0x80) return kNotText;
    c = c << 6 | (next & 0x3F);
  }
  const bool overlong = (more == 2 && c < 0x800) || (more == 3 && c < 0x10000);
  if (overlong || (c >= 0xD800 && c < 0xE000) || c > 0x10FFFF) return kNotText;
  at += more;
  return c;
}

std::size_t utf8_character(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  const std::size_t begin = at;
  return next_code_point(text, at) == kNotText ? 0 : at - begin;
}

bool valid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (next_code_point(text, at) == kNotText) return false;
  }
  return true;
}

std::string_view first_characters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;  // to where one begins
  return text.substr(0, most);
}

}  // namespace gatewarden
