#include "gateway/config/types.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <regex>

#include "gateway/config/spelling.hpp"

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
constexpr const char* kHostPortPattern =
    "^(\\[[0-9a-fA-F:.%a-z]+\\]|[a-zA-Z0-9_]([a-zA-Z0-9._-]*[a-zA-Z0-9_])?\\.?)(:[0-9]{1,5})?$";

template <class Value>
std::optional<Value> parse_number(std::string_view text, int base = 10) {
  Value value{};
  const char* end = text.data() + text.size();
  std::from_chars_result result{};
  if constexpr (std::is_floating_point_v<Value>) {
    result = std::from_chars(text.data(), end, value);
  } else {
    result = std::from_chars(text.data(), end, value, base);
  }
  if (text.empty() || result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return value;
}

bool digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

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

class Text final : public Type<std::string> {
 public:
  Text(std::size_t most, std::string_view pattern, std::string_view its_words, bool path)
      : most_(most), pattern_(pattern), words_(its_words), path_(path) {
    if (!pattern_.empty())
      expression_.assign("(?:" + pattern_ + ")", std::regex::ECMAScript | std::regex::optimize);
  }
  bool read(const ConfigNode& node, std::string& out, Problems& problems) const override {
    if (!detail::wants(node, Kind::scalar, words(), example(), problems)) return false;
    const std::string& text = node.text();
    std::string rule;
    if (text.empty()) rule = "must not be empty: " + words();
    if (text.size() > most_)
      rule = "has " + std::to_string(text.size()) + " bytes, at most " + std::to_string(most_) + " are taken";
    if (rule.empty() && !pattern_.empty() && !std::regex_match(text, expression_))
      rule = "must be " + words();
    if (!rule.empty()) {
      problems.add(problem_with_value(node, "F025", rule, example()));
      return false;
    }
    out = text;
    return true;
  }
  nlohmann::json schema() const override {
    if (path_) return {{"type", "string"}, {"minLength", 1}, {"maxLength", most_}};
    if (pattern_.empty()) return {{"type", {"string", "number"}}, {"minLength", 1}, {"maxLength", most_}};
    return detail::or_filled_in({{"type", {"string", "number"}},
                                 {"minLength", 1},
                                 {"maxLength", most_},
                                 {"pattern", "^(?:" + pattern_ + ")$"}});
  }
  std::string words() const override {
    if (!words_.empty()) return words_;
    if (path_) return "the path of a file";
    return pattern_.empty() ? "a text" : "a text like " + pattern_;
  }
  std::string example() const override { return path_ ? "/etc/gatewarden/file" : ""; }
  nlohmann::json to_json(const std::string& value) const override {
    return value.empty() ? nlohmann::json(nullptr) : nlohmann::json(value);
  }

 private:
  std::size_t most_;
  std::string pattern_, words_;
  bool path_;
  std::regex expression_;
};

class Real final : public Type<double> {
 public:
  Real(double least, double most) : least_(least), most_(most) {}
  bool read(const ConfigNode& node, double& out, Problems& problems) const override {
    if (!detail::wants(node, Kind::scalar, words(), example(), problems)) return false;
    const auto value = node.quoted() ? std::nullopt : parse_number<double>(node.text());
    if (!value || !std::isfinite(*value) || *value < least_ || *value > most_) {
      problems.add(problem_with_value(node, "F022", "must be " + words(), example()));
      return false;
    }
    out = *value;
    return true;
  }
  nlohmann::json schema() const override {
    return detail::or_filled_in({{"type", "number"}, {"minimum", least_}, {"maximum", most_}});
  }
  std::string words() const override { return "a number from " + spelled(least_) + " to " + spelled(most_); }
  std::string example() const override { return spelled(least_ <= 1 && most_ >= 1 ? 1.0 : least_); }
  nlohmann::json to_json(const double& value) const override { return value; }

 private:
  static std::string spelled(double value) {
    std::array<char, 400> buffer{};
    const auto result =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
    return std::string(buffer.data(), result.ptr);
  }
  double least_, most_;
};

class Boolean final : public Type<bool> {
 public:
  bool read(const ConfigNode& node, bool& out, Problems& problems) const override {
    if (!detail::wants(node, Kind::scalar, words(), example(), problems)) return false;
    const std::string& text = node.text();
    if (!node.quoted() && (text == "true" || text == "false")) {
      out = text == "true";
      return true;
    }
    const bool no = text == "no" || text == "off" || text == "False" || text == "No" || text == "0";
    problems.add(problem_with_value(node, "F023", "must be true or false", no ? "false" : "true"));
    return false;
  }
  nlohmann::json schema() const override { return detail::or_filled_in({{"type", "boolean"}}); }
  std::string words() const override { return "true or false"; }
  std::string example() const override { return "true"; }
  nlohmann::json to_json(const bool& value) const override { return value; }
};

class HostPortType final : public Type<HostPort> {
 public:
  explicit HostPortType(std::uint16_t default_port) : default_port_(default_port) {}
  bool read(const ConfigNode& node, HostPort& out, Problems& problems) const override {
    if (!detail::wants(node, Kind::scalar, words(), example(), problems)) return false;
    const auto value = parse_host_port(node.text(), default_port_);
    if (!value) {
      problems.add(problem_with_value(node, "F026", "must be " + words() + ", an IPv6 address in brackets",
                                      example()));
      return false;
    }
    out = *value;
    return true;
  }
  nlohmann::json schema() const override {
    return detail::or_filled_in({{"type", "string"}, {"pattern", kHostPortPattern}});
  }
  std::string words() const override {
    if (default_port_ == 0) return "host:port";
    return "a host, or host:port (port " + std::to_string(default_port_) + " where none is given)";
  }
  std::string example() const override {
    return "10.0.0.5:" + std::to_string(default_port_ == 0 ? 502 : default_port_);
  }
  nlohmann::json to_json(const HostPort& value) const override {
    if (value.host.empty()) return nullptr;
    const bool six = value.host.find(':') != std::string::npos;
    return (six ? "[" + value.host + "]" : value.host) + ":" + std::to_string(value.port);
  }

 private:
  std::uint16_t default_port_;
};

}  // namespace

TypeOf<Duration> duration(Duration least, Duration most) {
  return std::make_shared<DurationType>(least, most);
}
TypeOf<std::string> text(std::size_t most, std::string_view pattern, std::string_view words) {
  return std::make_shared<Text>(most, pattern, words, false);
}
TypeOf<std::string> file_path() { return std::make_shared<Text>(4096, "", "", true); }
TypeOf<double> real(double least, double most) { return std::make_shared<Real>(least, most); }
TypeOf<bool> boolean() { return std::make_shared<Boolean>(); }
TypeOf<HostPort> host_port(std::uint16_t default_port) {
  return std::make_shared<HostPortType>(default_port);
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

std::optional<HostPort> parse_host_port(std::string_view text, std::uint16_t default_port) {
  static const std::regex expression(kHostPortPattern);
  if (text.empty() || text.size() > 260 || !std::regex_match(text.begin(), text.end(), expression))
    return std::nullopt;
  HostPort value;
  value.port = default_port;
  std::size_t after = text.front() == '[' ? text.find(']') + 1 : text.find(':');
  after = std::min(after, text.size());
  value.host = text.front() == '[' ? text.substr(1, after - 2) : text.substr(0, after);
  if (after < text.size()) {
    const auto port = parse_number<std::uint16_t>(text.substr(after + 1));
    if (!port || *port == 0) return std::nullopt;
    value.port = *port;
  }
  if (value.port == 0) return std::nullopt;
  return value;
}

namespace detail {

bool wants(const ConfigNode& node, Kind kind, const std::string& words, const std::string& example,
           Problems& problems) {
  if (node.kind() == kind) return true;
  if (node.kind() == Kind::absent) return false;  // a problem says why already
  std::string rule = "must be " + words;
  if (node.kind() == Kind::null) {
    rule = "has no value: " + words + " belongs here";
  } else if (node.kind() != Kind::scalar) {
    rule += ", not " + std::string(config::words(node.kind()));
  }
  problems.add(problem_with_value(node, "F012", std::move(rule), example));
  return false;
}

bool read_integer(const ConfigNode& node, std::int64_t least, std::uint64_t most, std::int64_t& out,
                  const std::string& words, Problems& problems) {
  const std::string example = std::to_string(least > 0 ? least : (most >= 1 ? 1 : 0));
  if (!wants(node, Kind::scalar, words, example, problems)) return false;
  std::string_view text = node.text();
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const bool hex = text.starts_with("0x");
  std::string rule = "must be " + words;
  if (node.quoted()) rule += ", written without quotes";
  if (!hex && text.size() > 1 && text.front() == '0' && digits(text)) {
    rule += "; a leading zero makes it unclear (octal or decimal)";
    text = {};
  }
  const auto value =
      node.quoted() ? std::nullopt : parse_number<std::uint64_t>(hex ? text.substr(2) : text, hex ? 16 : 10);
  bool fits = value.has_value();
  if (fits && negative) {
    fits = least < 0 && *value <= static_cast<std::uint64_t>(-(least + 1)) + 1;
  } else if (fits) {
    fits = *value <= most && (least <= 0 || *value >= static_cast<std::uint64_t>(least));
  }
  if (!fits) {
    problems.add(problem_with_value(node, "F021", rule, example));
    return false;
  }
  out = static_cast<std::int64_t>(negative ? ~*value + 1 : *value);
  return true;
}

bool within(const ConfigNode& node, std::size_t size, std::size_t least, std::size_t most,
            Problems& problems) {
  if (size >= least && size <= most) return true;
  const std::string rule = size < least ? "must not be empty"
                                        : "has " + std::to_string(size) + " entries, at most " +
                                              std::to_string(most) + " are taken";
  problems.add(problem_at(node, "F027", rule));
  return false;
}

nlohmann::json or_filled_in(nlohmann::json schema) {
  return {{"anyOf", {std::move(schema), {{"$ref", "#/definitions/filled_in"}}}}};
}

void refuse_choice(const ConfigNode& node, const std::vector<std::string>& names, Problems& problems) {
  const std::string meant = nearest(node.text(), names);
  const std::string rule = "must be " + std::string(names.size() > 1 ? "one of " : "") + join(names, ", ") +
                           (meant.empty() ? "" : "; did you mean " + meant + "?");
  problems.add(
      problem_with_value(node, "F024", rule, meant.empty() && !names.empty() ? names.front() : meant));
}

}  // namespace detail
}  // namespace gatewarden::config
