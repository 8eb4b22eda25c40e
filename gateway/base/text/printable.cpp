#include "gateway/base/text/printable.hpp"

#include <algorithm>
#include <cstdio>

namespace gatewarden {

namespace {

struct Range {
  char32_t first, last;
};
constexpr Range kHarmful[] = {
    {0xAD, 0xAD},       {0x34F, 0x34F},     {0x61C, 0x61C},   {0x115F, 0x1160}, {0x17B4, 0x17B5},
    {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164},
    {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3},
    {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

}  // namespace

bool harmful(char32_t c) {
  if (c < 0xAD) return is_control(c);
  for (const auto& [first, last] : kHarmful) {
    if (c <= last) return c >= first;
  }
  return false;
}

namespace {

// The text with `append_instead(out, c, byte)` for what is harmful, and for each byte that is no text.
template <class AppendInstead>
std::string without_harm(std::string_view text, AppendInstead append_instead) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(text, at);
    if (c != kNotText && !harmful(c)) {
      out.append(text, begin, at - begin);
    } else {
      append_instead(out, c, static_cast<unsigned char>(text[begin]));
    }
  }
  return out;
}

}  // namespace

void append_unicode_escape(std::string& out, char32_t c) {
  char text[16];
  if (c < 0x10000) {
    std::snprintf(text, sizeof text, "\\u%04x", static_cast<unsigned>(c));
  } else {
    const auto rest = static_cast<unsigned>(c - 0x10000);
    std::snprintf(text, sizeof text, "\\u%04x\\u%04x", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF));
  }
  out += text;
}

std::string printable(std::string_view text) {
  return without_harm(text, [](std::string& out, char32_t c, unsigned char byte) {
    char escape[16];
    const unsigned shown = c == kNotText ? byte : static_cast<unsigned>(c);
    std::snprintf(escape, sizeof escape, c == kNotText || c < 0x80 ? "\\x%02x" : "\\u{%x}", shown);
    out += escape;
  });
}

std::string printable_lines(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t end = text.find('\n');
    out += printable(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

std::string printable_controls(std::string_view text, Replacement replacement) {
  return without_harm(text, [replacement](std::string& out, char32_t c, unsigned char) {
    if (replacement == Replacement::question_mark) {
      out += '?';
    } else if (c == kNotText) {
      out += "\xEF\xBF\xBD";
    } else {
      append_unicode_escape(out, c);
    }
  });
}

std::string printable_ascii(std::string_view text, std::size_t max_bytes, char first) {
  std::string out(text.substr(0, max_bytes));
  std::replace_if(
      out.begin(), out.end(), [first](char c) { return c < first || c > '~'; }, '?');
  return out;
}

}  // namespace gatewarden
