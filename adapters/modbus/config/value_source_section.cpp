#include "adapters/modbus/config/value_source_section.hpp"

#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "adapters/modbus/config/value_source_rules.hpp"
#include "gateway/config/keys/custom_type.hpp"
#include "gateway/config/keys/read_value.hpp"

namespace gatewarden::modbus {
namespace {

using config::ConfigNode;
using config::optional;
using config::Problems;
using Json = nlohmann::json;

constexpr double kMaxReal = std::numeric_limits<double>::max();
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
    NoValue listed;
    if (!codes_.read(node, listed.codes, problems)) return false;
    out = std::move(listed);
    return true;
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
      config::one_or_many(config::integer<std::int64_t>(kLeastCode, kMaxCode), 16, false);
};

// An address from 0. Six digits are no address, but perhaps a register as old manuals number it.
class AddressType final : public config::Type<std::uint32_t> {
 public:
  explicit AddressType(Table table) : table_(table) {}
  bool read(const ConfigNode& node, std::uint32_t& out, Problems& problems) const override {
    const bool long_number = node.kind() == ConfigNode::Kind::scalar && node.text().size() == 6;
    const auto numbered = parse_register(long_number ? node.text() : std::string());
    const auto* place = std::get_if<Numbered>(&numbered);
    if (!place || place->table != table_) return addresses_.read(node, out, problems);
    const std::string number(node.text()), name(table_name(table_));
    problems.add(problem_at(node, "M021",
                            "wire addresses end at 65535; as old manuals number registers, " + number +
                                " is " + name + " " + std::to_string(place->address),
                            "register: \"" + number + "\""));
    return false;
  }
  Json schema() const override { return addresses_->schema(); }
  std::string words() const override { return addresses_->words(); }
  std::string example() const override { return addresses_->example(); }
  Json to_json(const std::uint32_t& address) const override { return addresses_->json_of(&address); }

 private:
  Table table_;
  config::TypeOf<std::uint32_t> addresses_ = config::integer<std::uint32_t>(0, 65536);
};

config::TypeOf<std::optional<std::uint32_t>> address_in(Table table) {
  return optional<std::uint32_t>(std::make_shared<AddressType>(table));
}

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

config::Section<Plausible> plausible_section() {
  return config::Section<Plausible>("Plausible values", "Values outside are counted and not reported.")
      .required("from", &Plausible::from, config::real(-kMaxReal, kMaxReal),
                "The least plausible value, scaled.", "0")
      .required("to", &Plausible::to, config::real(-kMaxReal, kMaxReal),
                "The greatest plausible value, scaled.", "400");
}

template <class T>
void add_place(config::Section<T>& section) {
  section
      .key(
          "register", &T::numbered,
          optional(config::text(
              6, "^[0-9]{1,6}$",
              "a register as old manuals number it, five or six digits in quotes, the first one 0, 1, 3 or 4")),
          "A register as old manuals number it, from 1 and with its table before: \"40053\" is holding 52.")
      .key("holding", &T::holding, address_in(Table::holding_registers),
           "Address of the (first) holding register, from 0 as on the wire.")
      .key("input", &T::input, address_in(Table::input_registers),
           "Address of the (first) input register, from 0 as on the wire.")
      .key("coil", &T::coil, address_in(Table::coils), "Address of the coil, from 0 as on the wire.")
      .key("discrete", &T::discrete, address_in(Table::discrete_inputs),
           "Address of the discrete input, from 0 as on the wire.")
      .key("base", &T::base, optional(config::choice<std::uint8_t>({{"0", 0}, {"1", 1}})),
           "What the address counts from where that is not the profile's base: 0 or 1.");
}

template <class T>
void add_meaning(config::Section<T>& section) {
  section
      .key("as", &T::as, config::choice_of(data_types()),
           "The type of the value. bcd: four decimal digits a register; mod10k: 0 to 9999 a register.")
      .key(
          "order", &T::order, optional(config::choice_of(byte_orders())),
          "The order of its bytes: ABCD highest first, CDAB lowest register first, BADC bytes swapped, DCBA both.")
      .key("scale", &T::scale, config::real(-kMaxReal, kMaxReal), "The value is raw * scale + offset.")
      .key("offset", &T::offset, config::real(-kMaxReal, kMaxReal), "The value is raw * scale + offset.")
      .key(
          "scale_from", &T::scale_from, optional(config::integer<std::uint32_t>(0, 465536)),
          "The register of the same table that holds the power of ten to multiply by, an int16 from -10 to 10: SunSpec's scale factors.")
      .key("bit", &T::bit, optional(config::integer<std::uint8_t>(0, 63)), "Only this bit, 0 is the lowest.")
      .key("mask", &T::mask,
           optional(config::integer<std::uint64_t>(1, static_cast<std::uint64_t>(kMaxCode))),
           "Only these bits, moved down to the lowest: 0x0F00.")
      .at_most_one_of({"bit", "mask"})
      .key("labels", &T::labels, config::map_of(config::text(256)),
           "What codes mean; makes the metric a string-list: { 0: unlocked, 1: locked }.")
      .key(
          "flags", &T::flags, config::map_of(config::text(256)),
          "What bits mean; makes the metric a string-list of those that are set: { 0: phase_lost, 3: overload }.")
      .at_most_one_of({"labels", "flags"})
      .key(
          "no_value", &T::no_value, optional<NoValue>(std::make_shared<NoValueType>()),
          "Raw values by which the device says that it has none: 0x8000, or several in a list; or sunspec, what SunSpec reserves.")
      .key("length", &T::length, optional(config::integer<std::uint16_t>(1, kMaxRegisters)),
           "In registers: of a string (two characters each), bcd or mod10k.");
}

template <class T>
void add_valid(config::Section<T>& section) {
  section.key("valid", &T::valid, optional(config::as_type(plausible_section())),
              "The plausible range; values outside are counted and not reported.");
}

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

}  // namespace

config::Section<RegisterSource> registers_section(const std::string& title, const std::string& sentence,
                                                  bool operand) {
  config::Section<RegisterSource> section(title, sentence);
  add_place(section);
  section.exactly_one_of({"holding", "input", "coil", "discrete", "register"});
  add_meaning(section);
  add_valid(section);
  return section.check([operand](const RegisterSource& value, const ConfigNode& node, Problems& problems) {
    check_registers(value, node, operand, problems);
  });
}

config::Section<ValueSource> value_source_section() {
  config::Section<ValueSource> from("Modbus value",
                                    "Where in the device a metric is, and what its bits mean.");
  add_place(from);
  from.key("compute", &ValueSource::compute, optional(config::text(Expression::kMaxCharacters)),
           "A formula over the values under `of`: numbers, names, + - * / ( ), min, max and abs.")
      .key("traffic", &ValueSource::traffic, optional(traffic_type()),
           "What Gatewarden exchanged with the unit: each report says how much since the one before.")
      .key(
          "identity", &ValueSource::identity, optional(identity_part_type()),
          "Who the device says it is: one of its fields, all of them, or how often another answer came than before.")
      .key("settings", &ValueSource::settings,
           optional(config::choice<SettingsPart>(
               {{"changes", SettingsPart::changes}, {"fingerprint", SettingsPart::fingerprint}})),
           "How often the registers under the profile's `settings` changed, or their fingerprint.")
      .exactly_one_of(
          {"holding", "input", "coil", "discrete", "register", "compute", "identity", "settings", "traffic"})
      .key("of", &ValueSource::of,
           config::map_of(config::as_type(registers_section("Modbus operand",
                                                            "A value that others are computed from.", true)),
                          kMaxOperands),
           "The values that `compute` names; read for it, not reported.")
      .key("every", &ValueSource::every,
           optional(config::duration(std::chrono::milliseconds(10), std::chrono::hours(24 * 7))),
           "Read this value less often than the profile says: texts and settings that seldom change.");
  add_meaning(from);
  add_valid(from);
  return from.check([](const ValueSource& value, const ConfigNode& node, Problems& problems) {
    if (!value.in_registers()) return check_watched(node, problems);
    if (value.compute) return check_computed(value, node, problems);
    if (const ConfigNode* of = node.find("of")) {
      problems.add(problem_at(*of, "M023", "`of` names the values of a formula, and there is no `compute`",
                              "{ compute: \"a + b\", of: { a: { holding: 1 }, b: { holding: 2 } } }"));
    }
    check_registers(value, node, false, problems);
  });
}

}  // namespace gatewarden::modbus
