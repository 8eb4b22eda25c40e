#include "gateway/config/keys/whole_number.hpp"

#include <nlohmann/json.hpp>
#include <optional>

#include "gateway/base/parse_number.hpp"
#include "gateway/config/keys/read_value.hpp"

namespace gatewarden::config::detail {
namespace {

class WholeNumber final : public ValueType {
 public:
  WholeNumber(std::int64_t least, std::uint64_t most, WholeNumberAccess access)
      : least_(least), most_(most), access_(access) {}

  bool read_into(const ConfigNode& node, void* out, Problems& problems) const override {
    const std::string example = std::to_string(least_ > 0 ? least_ : (most_ >= 1 ? 1 : 0));
    if (!wants(node, ConfigNode::Kind::scalar, words(), example, problems)) return false;
    std::string rule = "must be " + words();
    const auto value = parse(node, rule);
    if (!value) {
      problems.add(problem_with_value(node, "F021", rule, example));
      return false;
    }
    access_.store(out, *value);
    return true;
  }
  nlohmann::json json_of(const void* value) const override {
    const std::int64_t number = access_.load(value);
    return access_.natural ? nlohmann::json(static_cast<std::uint64_t>(number)) : nlohmann::json(number);
  }
  nlohmann::json schema() const override {
    nlohmann::json number;
    number["type"] = "integer";
    number["minimum"] = least_;
    number["maximum"] = most_;
    return or_filled_in(std::move(number));
  }
  std::string words() const override {
    return "a whole number from " + std::to_string(least_) + " to " + std::to_string(most_);
  }
  std::string example() const override { return std::to_string(least_ > 0 || most_ == 0 ? least_ : 1); }

 private:
  // The value's bits; otherwise nothing, and `rule` says more.
  std::optional<std::int64_t> parse(const ConfigNode& node, std::string& rule) const {
    std::string_view text = node.text();
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const bool hex = text.starts_with("0x");
    if (node.quoted()) rule += ", written without quotes";
    if (!hex && text.size() > 1 && text.front() == '0' && digits(text)) {
      rule += "; a leading zero makes it unclear (octal or decimal)";
      return std::nullopt;
    }
    if (node.quoted()) return std::nullopt;
    const auto value = parse_number<std::uint64_t>(hex ? text.substr(2) : text, hex ? 16 : 10);
    if (!value || !fits(*value, negative)) return std::nullopt;
    return static_cast<std::int64_t>(negative ? ~*value + 1 : *value);
  }
  bool fits(std::uint64_t value, bool negative) const {
    if (negative) return least_ < 0 && value <= static_cast<std::uint64_t>(-(least_ + 1)) + 1;
    return value <= most_ && (least_ <= 0 || value >= static_cast<std::uint64_t>(least_));
  }

  std::int64_t least_;
  std::uint64_t most_;
  WholeNumberAccess access_;
};

}  // namespace

std::shared_ptr<const ValueType> whole_number(std::int64_t least, std::uint64_t most,
                                              WholeNumberAccess access) {
  return std::make_shared<WholeNumber>(least, most, access);
}

}  // namespace gatewarden::config::detail
