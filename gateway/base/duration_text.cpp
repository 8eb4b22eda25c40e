#include "gateway/base/duration_text.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "gateway/base/text/parse_number.hpp"

namespace gatewarden {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
// Ascending: to_text() tries the largest first.
constexpr std::array<Unit, 6> kUnits{{{"us", 1'000},
                                      {"ms", 1'000'000},
                                      {"s", 1'000'000'000},
                                      {"m", 60'000'000'000},
                                      {"h", 3'600'000'000'000},
                                      {"d", 86'400'000'000'000}}};

}  // namespace

std::string to_text(Duration value) {
  for (auto unit = kUnits.rbegin(); unit != kUnits.rend(); ++unit) {
    if (value.count() != 0 && value.count() % unit->nanoseconds == 0 && value.count() >= unit->nanoseconds) {
      return std::to_string(value.count() / unit->nanoseconds) + std::string(unit->name);
    }
  }
  return value.count() == 0 ? "0s" : std::to_string(value.count() / 1000) + "us";
}

std::optional<Duration> parse_duration(std::string_view text) {
  const std::size_t end = text.find_first_not_of("0123456789.");
  if (end == std::string_view::npos || end == 0) return std::nullopt;
  const std::string_view number = text.substr(0, end);
  for (const Unit& unit : kUnits) {
    if (text.substr(end) != unit.name) continue;
    const std::size_t dot = number.find('.');
    const auto whole = parse_number<std::int64_t>(number.substr(0, dot));
    if (!whole || *whole > std::numeric_limits<std::int64_t>::max() / unit.nanoseconds - 1)
      return std::nullopt;
    std::int64_t part = 0;
    if (dot != std::string_view::npos) {
      const std::string_view decimals = number.substr(dot + 1);
      const auto fraction =
          digits(decimals) ? parse_number<double>(number.substr(dot == 0 ? 0 : dot)) : std::nullopt;
      if (!fraction) return std::nullopt;
      part = std::llround(*fraction * static_cast<double>(unit.nanoseconds));
    }
    return Duration(*whole * unit.nanoseconds + part);
  }
  return std::nullopt;
}

}  // namespace gatewarden
