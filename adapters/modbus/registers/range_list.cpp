#include "adapters/modbus/registers/range_list.hpp"

#include <algorithm>
#include <charconv>

namespace gatewarden::modbus {
namespace {

std::string_view without_blanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::vector<SpanText> spans_of(std::string_view text) {
  std::vector<SpanText> found;
  while (true) {
    const auto comma = text.find(',');
    const std::string_view part = without_blanks(text.substr(0, comma));
    const auto dash = part.find('-');
    if (dash == std::string_view::npos) {
      found.push_back({part, part});
    } else {
      found.push_back({without_blanks(part.substr(0, dash)), without_blanks(part.substr(dash + 1))});
    }
    if (comma == std::string_view::npos) return found;
    text.remove_prefix(comma + 1);
  }
}

std::optional<std::uint32_t> whole_number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

void add_range(std::vector<Range>& ranges, Table table, std::uint32_t first, std::uint32_t last) {
  constexpr std::uint32_t kHalf = kAddresses / 2;
  for (std::uint32_t from = first; from <= last; from += kHalf) {
    const std::uint32_t count = std::min(last - from + 1, kHalf);
    ranges.push_back({table, static_cast<std::uint16_t>(from), static_cast<std::uint16_t>(count)});
  }
}

std::optional<std::vector<Range>> parse_ranges(Table table, std::string_view text, unsigned base) {
  std::vector<Range> ranges;
  if (without_blanks(text).empty()) return ranges;
  for (const SpanText& span : spans_of(text)) {
    const auto first = whole_number(span.first), last = whole_number(span.last);
    if (!first || !last || *first < base || *last < *first || *last - base >= kAddresses) return std::nullopt;
    add_range(ranges, table, *first - base, *last - base);
  }
  return ranges;
}

}  // namespace gatewarden::modbus
