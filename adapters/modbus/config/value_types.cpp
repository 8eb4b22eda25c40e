#include "adapters/modbus/config/value_types.hpp"

#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "gateway/base/text/parse_number.hpp"
#include "gateway/config/keys/custom_type.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/keys/types.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::modbus {
namespace {

using config::ConfigNode;
using config::Problems;
using Json = nlohmann::json;

constexpr std::int64_t kLeastCode = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMaxCode = std::numeric_limits<std::int64_t>::max();

// `sunspec`, or one or more raw values.
class NoValueType final : public config::Type<NoValue> {
 public:
  bool read(const ConfigNode& node, NoValue& out, Problems& problems) const override {
    if (node.kind() == ConfigNode::Kind::scalar && node.text() == "sunspec") {
      out = NoValue{true, {}};
      return true;
    }
    if (!mended(node).empty() && codes_->mended(node).empty()) {
      problems.add(problem_with_repair(node, "F024", "must be " + words(), mended(node)));
      return false;
    }
    NoValue listed;
    if (!codes_.read(node, listed.codes, problems)) return false;
    out = std::move(listed);
    return true;
  }
  std::string mended(const ConfigNode& node) const override {
    const std::string word = node.filled_in() ? "" : config::nearest(node.text(), {"sunspec"});
    return word.empty() ? codes_->mended(node) : word;
  }
  Json schema() const override {
    Json sunspec;
    sunspec["const"] = "sunspec";
    return config::detail::any_of(std::move(sunspec), codes_->schema());
  }
  std::string words() const override { return "sunspec, or " + codes_->words(); }
  std::string example() const override { return "0x8000"; }
  Json to_json(const NoValue& value) const override {
    return value.sunspec ? Json("sunspec") : codes_->json_of(&value.codes);
  }

 private:
  config::TypeOf<std::vector<std::int64_t>> codes_ =
      config::one_or_many(config::code<std::int64_t>(kLeastCode, kMaxCode), 16, false);
};

// 4x0041, 3:0071 and 40.041 without what stands between the digits; other text as it is. 0x0041 is a number.
std::string register_meant(const ConfigNode& node) {
  const std::string& text = node.text();
  if (node.filled_in() || text.size() < 5 || !digits(text.substr(0, 1)) || text.starts_with("0x"))
    return text;
  std::string number = text;
  const std::size_t mark = number.find_first_not_of("0123456789");
  if (mark == 1 || (mark == 2 && number[2] == '.')) number.erase(mark, 1);
  return digits(number) && number.size() >= 5 && number.size() <= 6 ? number : text;
}

// The first digit says the table: five or six digits in quotes.
class NumberedType final : public config::Type<std::string> {
 public:
  bool read(const ConfigNode& node, std::string& out, Problems& problems) const override {
    const std::string meant = config::detail::repair_for(*this, node);
    if (meant.empty() || register_meant(node) == node.text()) return texts_.read(node, out, problems);
    problems.add(problem_with_repair(node, "F025", "must be " + words(), meant));
    return false;
  }
  std::string mended(const ConfigNode& node) const override {
    const std::string number = node.kind() == ConfigNode::Kind::scalar ? register_meant(node) : "";
    return digits(number) ? "\"" + number + "\"" : "";
  }
  Json schema() const override { return texts_->schema(); }
  std::string words() const override { return texts_->words(); }
  std::string example() const override { return "\"40053\""; }
  Json to_json(const std::string& number) const override { return texts_->json_of(&number); }

 private:
  config::TypeOf<std::string> texts_ = config::text(
      6, "^[0-9]{1,6}$",
      "a register as old manuals number it, five or six digits in quotes, the first one 0, 1, 3 or 4");
};

// An address from 0. Six digits are no address, but perhaps a register as old manuals number it.
class AddressType final : public config::Type<std::uint32_t> {
 public:
  explicit AddressType(Table table) : table_(table) {}
  bool read(const ConfigNode& node, std::uint32_t& out, Problems& problems) const override {
    const std::string number = register_meant(node);
    const bool written_so = number.size() == 6 || number != node.text();
    const auto numbered = parse_register(written_so ? number : std::string());
    const auto* place = std::get_if<Numbered>(&numbered);
    if (!place || place->table != table_) return addresses_.read(node, out, problems);
    const std::string name(table_name(table_));
    config::Problem problem = problem_at(node, "M021",
                                         "wire addresses end at 65535; as old manuals number registers, " +
                                             number + " is " + name + " " + std::to_string(place->address),
                                         "register: \"" + number + "\"");
    problem.repairs = true;
    problems.add(std::move(problem));
    return false;
  }
  Json schema() const override { return addresses_->schema(); }
  std::string words() const override { return addresses_->words(); }
  std::string example() const override { return addresses_->example(); }
  std::string mended(const ConfigNode& node) const override { return addresses_->mended(node); }
  Json to_json(const std::uint32_t& address) const override { return addresses_->json_of(&address); }

 private:
  Table table_;
  config::TypeOf<std::uint32_t> addresses_ =
      config::code<std::uint32_t>(0, 65536, "an address from 0 to 65535, with base: 1 from 1 to 65536");
};

template <class Part>
using Parts = std::vector<std::pair<std::string, Part>>;

template <class Part>
class PartType final : public config::Type<Part> {
 public:
  explicit PartType(Parts<Part> parts) : parts_(std::move(parts)), names_(names_of(parts_)) {}
  bool read(const ConfigNode& node, Part& out, Problems& problems) const override {
    std::string name;
    if (!names_.read(node, name, problems)) return false;
    for (const auto& [each, part] : parts_) {
      if (each == name) out = part;
    }
    return true;
  }
  Json schema() const override { return names_->schema(); }
  std::string words() const override { return names_->words(); }
  std::string example() const override { return names_->example(); }
  std::string mended(const ConfigNode& node) const override { return names_->mended(node); }
  Json to_json(const Part& wanted) const override {
    for (const auto& [name, part] : parts_) {
      if (part == wanted) return name;
    }
    return nullptr;
  }

 private:
  static config::TypeOf<std::string> names_of(const Parts<Part>& parts) {
    std::vector<std::string> names;
    for (const auto& [name, part] : parts) names.push_back(name);
    return config::choice_of_texts(std::move(names));
  }
  Parts<Part> parts_;
  config::TypeOf<std::string> names_;
};

}  // namespace

config::TypeOf<std::uint32_t> address_in(Table table) { return std::make_shared<AddressType>(table); }
config::TypeOf<std::string> numbered_type() { return std::make_shared<NumberedType>(); }
config::TypeOf<NoValue> no_value_type() { return std::make_shared<NoValueType>(); }

config::TypeOf<TrafficPart> traffic_type() {
  const auto keys = traffic_keys();
  return std::make_shared<PartType<TrafficPart>>(Parts<TrafficPart>{keys.begin(), keys.end()});
}

config::TypeOf<IdentityPart> identity_part_type() {
  Parts<IdentityPart> parts{{"all", kWholeIdentity}, {"changes", kIdentityChanges}};
  for (std::size_t i = 0; i < kIdentityFields; ++i) {
    const auto field = static_cast<IdentityField>(i);
    parts.emplace_back(identity_field_name(field), part_of(field));
  }
  return std::make_shared<PartType<IdentityPart>>(std::move(parts));
}

}  // namespace gatewarden::modbus
