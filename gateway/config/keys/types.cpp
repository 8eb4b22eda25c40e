#include "gateway/config/keys/types.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "gateway/base/text/parse_number.hpp"
#include "gateway/base/text/pattern.hpp"
#include "gateway/base/text/plain_number.hpp"
#include "gateway/config/keys/custom_type.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/text/meant/number_meant.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

using Kind = ConfigNode::Kind;

class Text final : public Type<std::string> {
 public:
  Text(std::size_t most, std::string_view pattern, std::string_view its_words, bool path)
      : most_(most), pattern_(pattern), words_(its_words), path_(path) {
    if (!pattern_.empty()) expression_.emplace(pattern_);
  }
  bool read(const ConfigNode& node, std::string& out, Problems& problems) const override {
    if (!detail::wants(node, Kind::scalar, *this, problems)) return false;
    const std::string& text = node.text();
    std::string rule;
    if (text.empty()) rule = "must not be empty: " + words();
    if (text.size() > most_)
      rule = "has " + std::to_string(text.size()) + " bytes, at most " + std::to_string(most_) + " are taken";
    if (rule.empty() && !may_be(text)) rule = "must be " + words();
    if (!rule.empty()) {
      problems.add(problem_with_repair(node, "F025", rule, detail::repair_for(*this, node), example()));
      return false;
    }
    out = text;
    return true;
  }
  std::string mended(const ConfigNode& node) const override {
    if (node.kind() != Kind::scalar || node.filled_in()) return "";
    std::string text = node.text();
    if (path_ && text.starts_with(kFileScheme)) text.erase(0, kFileScheme.size());
    if (text.empty() || text.size() > most_ || !may_be(text)) return "";
    return yaml_scalar(text, node.quoted());
  }
  nlohmann::json schema() const override {
    nlohmann::json text;
    text["minLength"] = 1;
    text["maxLength"] = most_;
    if (path_) {
      text["type"] = "string";
      return text;
    }
    text["type"].push_back("string");
    text["type"].push_back("number");
    if (pattern_.empty()) return text;
    text["pattern"] = "^(?:" + pattern_ + ")$";
    return detail::or_filled_in(std::move(text));
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
  static constexpr std::string_view kFileScheme = "file://";
  bool may_be(const std::string& text) const {
    if (path_) return text.find("://") == std::string::npos;
    return !expression_ || expression_->matches(text);
  }

  std::size_t most_;
  std::string pattern_, words_;
  bool path_;
  std::optional<Pattern> expression_;
};

class Real final : public Type<double> {
 public:
  Real(double least, double most, bool factor) : least_(least), most_(most), factor_(factor) {}
  bool read(const ConfigNode& node, double& out, Problems& problems) const override {
    if (!detail::wants(node, Kind::scalar, *this, problems)) return false;
    const auto value = node.quoted() ? std::nullopt : parse_number<double>(node.text());
    if (!value || !fits(*value)) {
      problems.add(problem_with_repair(
          node, "F022", "must be " + words() + (node.quoted() ? ", written without quotes" : ""),
          detail::repair_for(*this, node), example()));
      return false;
    }
    out = *value;
    return true;
  }
  std::string mended(const ConfigNode& node) const override {
    if (node.kind() != Kind::scalar || node.filled_in()) return "";
    std::string text = factor_ ? factor_meant(node.text()) : real_number_meant(node.text());
    const auto value = parse_number<double>(text);
    return value && fits(*value) ? text : "";
  }
  nlohmann::json schema() const override {
    nlohmann::json number;
    number["type"] = "number";
    if (bounded()) number["minimum"] = least_;
    if (bounded()) number["maximum"] = most_;
    return detail::or_filled_in(std::move(number));
  }
  std::string words() const override {
    return bounded() ? "a number from " + plain_number(least_) + " to " + plain_number(most_) : "a number";
  }
  std::string example() const override { return plain_number(least_ <= 1 && most_ >= 1 ? 1.0 : least_); }
  nlohmann::json to_json(const double& value) const override { return value; }

 private:
  bool bounded() const { return most_ < std::numeric_limits<double>::max(); }
  bool fits(double value) const { return std::isfinite(value) && value >= least_ && value <= most_; }
  double least_, most_;
  bool factor_;
};

class Boolean final : public Type<bool> {
 public:
  bool read(const ConfigNode& node, bool& out, Problems& problems) const override {
    if (!detail::wants(node, Kind::scalar, *this, problems)) return false;
    const std::string& text = node.text();
    if (!node.quoted() && (text == "true" || text == "false")) {
      out = text == "true";
      return true;
    }
    problems.add(problem_with_repair(node, "F023", "must be true or false", detail::repair_for(*this, node),
                                     example()));
    return false;
  }
  std::string mended(const ConfigNode& node) const override {
    if (node.kind() != Kind::scalar || node.filled_in()) return "";
    const std::vector<std::string> affirmed{"true", "yes", "y", "on", "1", "enabled", "enable", "ja"};
    const std::vector<std::string> denied{"false", "no", "n", "off", "0", "disabled", "disable", "nein"};
    const auto said = [&](const std::string& word) { return bare(word) == bare(node.text()); };
    if (std::any_of(affirmed.begin(), affirmed.end(), said)) return "true";
    if (std::any_of(denied.begin(), denied.end(), said)) return "false";
    return nearest(node.text(), {"true", "false"});
  }
  nlohmann::json schema() const override {
    nlohmann::json flag;
    flag["type"] = "boolean";
    return detail::or_filled_in(std::move(flag));
  }
  std::string words() const override { return "true or false"; }
  std::string example() const override { return "true"; }
  nlohmann::json to_json(const bool& value) const override { return value; }
};

}  // namespace

TypeOf<std::string> text(std::size_t most, std::string_view pattern, std::string_view words) {
  return std::make_shared<Text>(most, pattern, words, false);
}
TypeOf<std::string> file_path() { return std::make_shared<Text>(4096, "", "", true); }
TypeOf<double> real(double least, double most) { return std::make_shared<Real>(least, most, false); }
TypeOf<double> factor(double least, double most) { return std::make_shared<Real>(least, most, true); }
TypeOf<bool> boolean() { return std::make_shared<Boolean>(); }

TypeOf<std::string> choice_of_texts(std::vector<std::string> names) {
  return TypeOf<std::string>(detail::choice_of_texts(std::move(names)));
}

}  // namespace gatewarden::config
