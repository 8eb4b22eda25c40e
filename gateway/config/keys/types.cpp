#include "gateway/config/keys/types.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <regex>

#include "gateway/base/parse_number.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

using Kind = ConfigNode::Kind;

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

}  // namespace

TypeOf<std::string> text(std::size_t most, std::string_view pattern, std::string_view words) {
  return std::make_shared<Text>(most, pattern, words, false);
}
TypeOf<std::string> file_path() { return std::make_shared<Text>(4096, "", "", true); }
TypeOf<double> real(double least, double most) { return std::make_shared<Real>(least, most); }
TypeOf<bool> boolean() { return std::make_shared<Boolean>(); }

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
