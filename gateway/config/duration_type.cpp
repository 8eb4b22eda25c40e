#include <array>
#include <cmath>

#include "gateway/config/number_text.hpp"
#include "gateway/config/types.hpp"

namespace gatewarden::config {
namespace {

using Kind = ConfigNode::Kind;

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
// Longest first where one is the end of another: "ms" before "s".
constexpr std::array<Unit, 6> kUnits{{{"us", 1'000},
                                      {"ms", 1'000'000},
                                      {"s", 1'000'000'000},
                                      {"m", 60'000'000'000},
                                      {"h", 3'600'000'000'000},
                                      {"d", 86'400'000'000'000}}};

constexpr const char* kDurationPattern = "^[0-9]+(\\.[0-9]+)?(us|ms|s|m|h|d)$";

class DurationType final : public Type<Duration> {
 public:
  DurationType(Duration least, Duration most) : least_(least), most_(most) {}
  bool read(const ConfigNode& node, Duration& out, Problems& problems) const override {
    if (!detail::wants(node, Kind::scalar, words(), example(), problems)) return false;
    const auto value = parse_duration(node.text());
    if (!value) {
      std::string rule = "a duration needs a number and a unit (us, ms, s, m, h, d)";
      std::string instead = example();
      if (digits(node.text()) && node.text().size() < 10) {
        rule = "a duration needs a unit (us, ms, s, m, h, d)";
        instead = plausible(node.text());
      }
      problems.add(problem_with_value(node, "F020", rule, instead));
      return false;
    }
    if (*value < least_ || *value > most_) {
      problems.add(
          problem_with_value(node, "F020", "must be " + words(), to_text(*value < least_ ? least_ : most_)));
      return false;
    }
    out = *value;
    return true;
  }
  nlohmann::json schema() const override {
    return detail::or_filled_in({{"type", "string"}, {"pattern", kDurationPattern}});
  }
  std::string words() const override {
    return "a duration from " + to_text(least_) + " to " + to_text(most_);
  }
  std::string example() const override {
    for (const Duration each : {Duration(std::chrono::seconds(10)), Duration(std::chrono::milliseconds(500)),
                                Duration(std::chrono::minutes(5))}) {
      if (each >= least_ && each <= most_) return to_text(each);
    }
    return to_text(least_);
  }
  nlohmann::json to_json(const Duration& value) const override {
    return value == Duration{} && least_ > Duration{} ? nlohmann::json(nullptr)
                                                      : nlohmann::json(to_text(value));
  }

 private:
  // The unit that makes a bare number fit: 500 was probably milliseconds where 60s is the most.
  std::string plausible(const std::string& number) const {
    for (const char* unit : {"s", "ms", "m", "us"}) {
      const auto value = parse_duration(number + unit);
      if (value && *value >= least_ && *value <= most_) return number + unit;
    }
    return example();
  }
  Duration least_, most_;
};

}  // namespace

TypeOf<Duration> duration(Duration least, Duration most) {
  return std::make_shared<DurationType>(least, most);
}

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

}  // namespace gatewarden::config
