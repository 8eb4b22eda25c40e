#include "gateway/terminal/terminal_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "gateway/base/text/utf8.hpp"

namespace gatewarden {
namespace {

struct Range {
  char32_t first, last;
};
// East Asian Width W and F (Unicode Standard Annex #11) and wide emoji, rounded to blocks.
constexpr std::array kWide = {Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0xA4CF},
                              Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
                              Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F},
                              Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};
// Combining marks and variation selectors.
constexpr std::array kNoWidth = {Range{0x0300, 0x036F}, Range{0x0483, 0x0489},  Range{0x0591, 0x05BD},
                                 Range{0x064B, 0x065F}, Range{0x20D0, 0x20FF},  Range{0xFE00, 0xFE0F},
                                 Range{0xFE20, 0xFE2F}, Range{0xE0100, 0xE01EF}};

template <class Ranges>
bool in(const Ranges& ranges, char32_t c) {
  for (const auto& range : ranges) {
    if (c >= range.first && c <= range.last) return true;
  }
  return false;
}

std::size_t width_of(char32_t c) {
  if (c < 0x300) return 1;
  return in(kNoWidth, c) ? 0 : in(kWide, c) ? 2 : 1;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) columns += width_of(next_code_point(text, at));
  return columns;
}

std::string cut(std::string_view text, std::size_t columns) {
  if (width_of(text) <= columns) return std::string(text);
  if (columns == 0) return "";
  std::size_t taken = 0, end = 0;
  for (std::size_t at = 0; at < text.size();) {
    taken += width_of(next_code_point(text, at));
    if (taken > columns - 1) break;  // one column for the mark
    end = at;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent) {
  if (columns == 0) return std::string(text);
  std::string all;
  std::size_t at = indent;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    const std::size_t width = width_of(word);
    if (!all.empty() && at + 1 + width > columns) {
      all += "\n" + std::string(indent, ' ');
      at = indent;
    } else if (!all.empty()) {
      all += ' ';
      ++at;
    }
    all += word;
    at += width;
  }
  return all;
}

std::string short_text(std::optional<Duration> duration) {
  if (!duration) return "-";
  using namespace std::chrono;
  char text[40];
  const auto tenths = duration_cast<milliseconds>(*duration).count() / 100;
  const auto seconds = duration_cast<std::chrono::seconds>(*duration).count();
  const auto pair = [&](long long big, const char* big_unit, long long small, const char* small_unit) {
    if (small == 0) {
      std::snprintf(text, sizeof text, "%lld%s", big, big_unit);
    } else {
      std::snprintf(text, sizeof text, "%lld%s %lld%s", big, big_unit, small, small_unit);
    }
  };
  if (tenths < 0) return "0s";
  if (tenths < 100) {
    std::snprintf(text, sizeof text, "%lld.%llds", static_cast<long long>(tenths / 10),
                  static_cast<long long>(tenths % 10));
  } else if (seconds < 60) {
    std::snprintf(text, sizeof text, "%llds", static_cast<long long>(seconds));
  } else if (seconds < 3600) {
    pair(seconds / 60, "m", seconds % 60, "s");
  } else if (seconds < 86400) {
    pair(seconds / 3600, "h", seconds % 3600 / 60, "m");
  } else {
    pair(seconds / 86400, "d", seconds % 86400 / 3600, "h");
  }
  return text;
}

}  // namespace gatewarden
