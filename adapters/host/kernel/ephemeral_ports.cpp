#include "adapters/host/kernel/ephemeral_ports.hpp"

#include <algorithm>
#include <optional>

#include "gateway/base/text/parse_number.hpp"

namespace gatewarden::host {
namespace {

using Range = std::pair<std::uint16_t, std::uint16_t>;
constexpr Range kDefault{32768, 60999};
constexpr std::string_view kBlanks = " \t\n";

// "7" or two numbers with one of `between`.
std::optional<Range> parse_range(std::string_view text, std::string_view between) {
  const std::size_t from = text.find_first_not_of(kBlanks);
  if (from == std::string_view::npos) return std::nullopt;
  text = text.substr(from, text.find_last_not_of(kBlanks) + 1 - from);
  const std::size_t end = std::min(text.find_first_of(between), text.size());
  const auto first = parse_number<std::uint16_t>(text.substr(0, end));
  if (!first || end == text.size()) return first ? std::optional(Range{*first, *first}) : std::nullopt;
  const std::size_t next = text.find_first_not_of(between, end);
  if (next == std::string_view::npos) return std::nullopt;
  const auto last = parse_number<std::uint16_t>(text.substr(next));
  return last ? std::optional(Range{*first, *last}) : std::nullopt;
}

bool within(const std::vector<Range>& ranges, std::uint16_t port) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return port >= range.first && port <= range.second; });
}

}  // namespace

EphemeralPorts::EphemeralPorts(std::string_view range, std::string_view reserved)
    : given_{parse_range(range, kBlanks).value_or(kDefault)} {
  while (!reserved.empty()) {
    const std::size_t end = std::min(reserved.find(','), reserved.size());
    if (const auto one = parse_range(reserved.substr(0, end), "-")) reserved_.push_back(*one);
    reserved.remove_prefix(std::min(end + 1, reserved.size()));
  }
}

bool EphemeralPorts::contains(std::uint16_t port) const {
  return within(given_, port) && !within(reserved_, port);
}

}  // namespace gatewarden::host
