#include "gateway/config/keys/whole_number.hpp"

#include <nlohmann/json.hpp>
#include <optional>

#include "gateway/base/text/parse_number.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/text/meant/number_meant.hpp"

namespace gatewarden::config::detail {
namespace {

class WholeNumber final : public ValueType {
 public:
  WholeNumber(std::int64_t least, std::uint64_t most, WholeNumberAccess access, Counted counted,
              std::string words)
      : least_(least), most_(most), access_(access), counted_(counted), words_(std::move(words)) {}

  bool read_into(const ConfigNode& node, void* out, Problems& problems) const override {
    if (!wants(node, ConfigNode::Kind::scalar, *this, problems)) return false;
    std::string doubt;
    const auto value = parse(node, doubt);
    if (!value) {
      problems.add(problem_with_repair(node, "F021", "must be " + words() + doubt, repair_for(*this, node),
                                       example()));
      return false;
    }
    access_.store(out, *value);
    return true;
  }
  std::string mended(const ConfigNode& node) const override {
    if (node.kind() != ConfigNode::Kind::scalar || node.filled_in()) return "";
    const std::string text =
        whole_number_meant(counted_ == Counted::yes ? node.text() : hexadecimal_meant(node.text()));
    std::string ignored;
    return parse(scalar_like(node, text), ignored) ? text : "";
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
    if (!words_.empty()) return words_;
    return "a whole number from " + std::to_string(least_) + " to " + std::to_string(most_);
  }
  std::string example() const override { return std::to_string(least_ > 0 || most_ == 0 ? least_ : 1); }

 private:
  // The value's bits; otherwise nothing, and `doubt` says more.
  std::optional<std::int64_t> parse(const ConfigNode& node, std::string& doubt) const {
    std::string_view text = node.text();
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const bool hex = text.starts_with("0x");
    if (node.quoted()) doubt += ", written without quotes";
    if (!hex && text.size() > 1 && text.front() == '0' && digits(text)) {
      doubt += "; a leading zero makes it unclear (octal or decimal)";
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
  Counted counted_;
  std::string words_;
};

}  // namespace

std::shared_ptr<const ValueType> whole_number(std::int64_t least, std::uint64_t most,
                                              WholeNumberAccess access, Counted counted, std::string words) {
  return std::make_shared<WholeNumber>(least, most, access, counted, std::move(words));
}

}  // namespace gatewarden::config::detail
