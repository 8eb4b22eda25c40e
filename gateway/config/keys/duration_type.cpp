#include "gateway/config/keys/duration_type.hpp"

#include <algorithm>

#include "gateway/base/text/parse_number.hpp"
#include "gateway/config/keys/custom_type.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/text/meant/duration_meant.hpp"

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
    if (value && fits(*value)) {
      out = *value;
      return true;
    }
    const auto meant = meant_by(node.text());
    std::string rule = "must be " + words();
    if (!meant)
      rule = std::string("a duration needs ") + (digits(node.text()) ? "a unit" : "a number and a unit") +
             " (us, ms, s, m, h, d)";
    problems.add(problem_with_repair(node, "F020", rule, detail::repair_for(*this, node),
                                     meant ? to_text(std::clamp(*meant, least_, most_)) : example()));
    return false;
  }
  std::string mended(const ConfigNode& node) const override {
    if (node.kind() != Kind::scalar || node.filled_in()) return "";
    const std::string& text = node.text();
    if (digits(text)) return plausible(text);
    const auto value = meant_by(text);
    if (!value || !fits(*value)) return "";
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
  bool fits(Duration value) const { return value >= least_ && value <= most_; }
  static std::optional<Duration> meant_by(const std::string& text) {
    const auto value = parse_duration(text);
    return value ? value : duration_meant(text);
  }
  // A number without its unit; empty where two units may be meant. One or two digits may be minutes where a day is
  // allowed; where an hour is, they are no milliseconds (every: 10). Milliseconds are meant where so many
  // seconds would be far too long.
  std::string plausible(const std::string& number) const {
    using namespace std::chrono_literals;
    constexpr int kFar = 5;
    const auto seconds = parse_duration(number + "s"), thousandths = parse_duration(number + "ms");
    const bool few = number.size() < 3;
    const bool minutes = few && least_ >= 1s && most_ >= 24h;
    if (!seconds || !thousandths || minutes) return "";
    const bool both = fits(*thousandths) && *seconds != *thousandths && !(few && most_ >= 1h);
    if (fits(*seconds)) return both ? "" : number + "s";
    return fits(*thousandths) && *seconds / kFar > most_ ? number + "ms" : "";
  }
  Duration least_, most_;
};

}  // namespace

TypeOf<Duration> duration(Duration least, Duration most) {
  return std::make_shared<DurationType>(least, most);
}

}  // namespace gatewarden::config
