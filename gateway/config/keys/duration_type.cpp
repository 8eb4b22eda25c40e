#include "gateway/config/keys/duration_type.hpp"

#include "gateway/base/text/parse_number.hpp"
#include "gateway/config/keys/custom_type.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/text/duration_meant.hpp"

namespace gatewarden::config {
namespace {

using Kind = ConfigNode::Kind;

constexpr const char* kDurationPattern = "^[0-9]+(\\.[0-9]+)?(us|ms|s|m|h|d)$";

class DurationType final : public Type<Duration> {
 public:
  DurationType(Duration least, Duration most) : least_(least), most_(most) {}
  bool read(const ConfigNode& node, Duration& out, Problems& problems) const override {
    if (!detail::wants(node, Kind::scalar, *this, problems)) return false;
    const auto value = parse_duration(node.text());
    if (!value) {
      const std::string rule = std::string("a duration needs ") +
                               (digits(node.text()) ? "a unit" : "a number and a unit") +
                               " (us, ms, s, m, h, d)";
      problems.add(problem_with_repair(node, "F020", rule, mended(node), example()));
      return false;
    }
    if (*value < least_ || *value > most_) {
      problems.add(problem_with_repair(node, "F020", "must be " + words(), mended(node), example()));
      return false;
    }
    out = *value;
    return true;
  }
  // The duration nearest to the one meant that may stand here.
  std::string mended(const ConfigNode& node) const override {
    if (node.kind() != Kind::scalar || node.filled_in()) return "";
    std::string text = node.text();
    if (digits(text)) text = plausible(text);
    const auto value = parse_duration(text) ? parse_duration(text) : duration_meant(text);
    if (!value) return "";
    if (*value < least_ || *value > most_) return to_text(*value < least_ ? least_ : most_);
    return parse_duration(text) ? text : to_text(*value);
  }
  nlohmann::json schema() const override { return detail::text_schema(kDurationPattern); }
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
  // The unit that makes a bare number fit: 500 probably means ms if 60s is the most.
  std::string plausible(const std::string& number) const {
    for (const char* unit : {"s", "ms", "m", "us"}) {
      const auto value = parse_duration(number + unit);
      if (value && *value >= least_ && *value <= most_) return number + unit;
    }
    return number;
  }
  Duration least_, most_;
};

}  // namespace

TypeOf<Duration> duration(Duration least, Duration most) {
  return std::make_shared<DurationType>(least, most);
}

}  // namespace gatewarden::config
