#include "adapters/modbus/config/value_source_section.hpp"

#include <limits>
#include <vector>

#include "adapters/modbus/config/value_source_rules.hpp"
#include "adapters/modbus/config/value_types.hpp"

namespace gatewarden::modbus {
namespace {

using config::ConfigNode;
using config::optional;
using config::Problems;

constexpr double kMaxReal = std::numeric_limits<double>::max();
constexpr std::int64_t kMaxCode = std::numeric_limits<std::int64_t>::max();

config::Section<Plausible> plausible_section(const char* sentence) {
  return config::Section<Plausible>("Plausible values", sentence)
      .required("from", &Plausible::from, config::real(-kMaxReal, kMaxReal),
                "The least plausible value, scaled.", "0")
      .required("to", &Plausible::to, config::real(-kMaxReal, kMaxReal),
                "The greatest plausible value, scaled.", "400");
}

template <class T>
void add_place(config::Section<T>& section) {
  section
      .key("register", &T::numbered, optional(numbered_type()),
           "A register as old manuals number it, from 1 and with its table before: \"40053\" is holding 52.",
           "\"40053\"")
      .key("holding", &T::holding, optional(address_in(Table::holding_registers)),
           "Address of the (first) holding register, from 0 as on the wire.", "52")
      .key("input", &T::input, optional(address_in(Table::input_registers)),
           "Address of the (first) input register, from 0 as on the wire.", "70")
      .key("coil", &T::coil, optional(address_in(Table::coils)),
           "Address of the coil, from 0 as on the wire.", "16")
      .key("discrete", &T::discrete, optional(address_in(Table::discrete_inputs)),
           "Address of the discrete input, from 0 as on the wire.", "18")
      .key("base", &T::base, optional(config::choice<std::uint8_t>({{"0", 0}, {"1", 1}})),
           "What the address counts from where that is not the profile's base: 0 or 1.", "1");
}

template <class T>
void add_type(config::Section<T>& section) {
  section
      .key("as", &T::as, config::choice_of(data_types()),
           "The type of the value. bcd: four decimal digits a register; mod10k: 0 to 9999 a register.",
           "float32")
      .key(
          "order", &T::order, optional(config::choice_of(byte_orders())),
          "The order of its bytes: ABCD highest first, CDAB lowest register first, BADC bytes swapped, DCBA both.",
          "CDAB")
      .key("scale", &T::scale, config::factor(-kMaxReal, kMaxReal), "The value is raw * scale + offset.",
           "0.1")
      .key("offset", &T::offset, config::real(-kMaxReal, kMaxReal), "The value is raw * scale + offset.",
           "-40");
}

template <class T>
void add_bits(config::Section<T>& section) {
  section
      .key("bit", &T::bit, optional(config::integer<std::uint8_t>(0, 63)), "Only this bit, 0 is the lowest.",
           "3")
      .key("mask", &T::mask, optional(config::code<std::uint64_t>(1, static_cast<std::uint64_t>(kMaxCode))),
           "Only these bits, moved down to the lowest: 0x0F00.", "0x0F00")
      .at_most_one_of({"bit", "mask"});
}

template <class T>
void add_length(config::Section<T>& section) {
  section.key("length", &T::length, optional(config::integer<std::uint16_t>(1, kMaxRegisters)),
              "In registers: of a string (two characters each), bcd or mod10k.", "7");
}

template <class T>
void add_meaning(config::Section<T>& section) {
  add_type(section);
  section.key(
      "scale_from", &T::scale_from,
      optional(config::code<std::uint32_t>(
          0, 465536, "an address as that of the value, beside `register` a register in its notation")),
      "The register of the same table that holds the power of ten to multiply by, an int16 from -10 to 10: SunSpec's scale factors.",
      "85");
  add_bits(section);
  section
      .key("labels", &T::labels, config::map_of(config::text(256)),
           "What codes mean; makes the metric a string-list: { 0: unlocked, 1: locked }.",
           "{ 0: unlocked, 1: locked }")
      .key(
          "flags", &T::flags, config::map_of(config::text(256)),
          "What bits mean; makes the metric a string-list of those that are set: { 0: phase_lost, 3: overload }.",
          "{ 0: phase_lost, 3: overload }")
      .at_most_one_of({"labels", "flags"})
      .key(
          "no_value", &T::no_value, optional(no_value_type()),
          "Raw values by which the device says that it has none: 0x8000, or several in a list; or sunspec, what SunSpec reserves.",
          "[0x8000, 0xFFFF]");
  add_length(section);
}

template <class T>
void add_valid(config::Section<T>& section) {
  section.key("valid", &T::valid,
              optional(config::as_type(plausible_section("Values outside are counted and not reported."))),
              "The plausible range; values outside are counted and not reported.");
}

using Keys = std::vector<std::string>;

// Where the value is, in registers or not.
Keys ways() {
  return {"holding", "input", "coil", "discrete", "register", "compute", "identity", "settings", "traffic"};
}

Keys with(Keys keys, const Keys& more) {
  keys.insert(keys.end(), more.begin(), more.end());
  return keys;
}

bool plainly_in_registers(const RegisterSource&) { return true; }
bool plainly_in_registers(const ValueSource& value) { return value.in_registers() && !value.compute; }

template <class T>
void add_register_rules(config::Section<T>& section, bool operand) {
  for (const RegisterRule& rule : register_rules(operand)) {
    section.check(with(ways(), rule.keys),
                  [check = rule.check](const T& value, const ConfigNode& node, Problems& problems) {
                    if (plainly_in_registers(value)) check(value, node, problems);
                  });
  }
}

config::Section<RegisterSource> operand_section() {
  return registers_section("Modbus operand", "A value that others are computed from.", true);
}

}  // namespace

config::Section<RegisterSource> registers_section(const std::string& title, const std::string& sentence,
                                                  bool operand) {
  config::Section<RegisterSource> section(title, sentence);
  add_place(section);
  section.exactly_one_of({"holding", "input", "coil", "discrete", "register"});
  add_meaning(section);
  add_valid(section);
  add_register_rules(section, operand);
  return section;
}

config::Section<SignatureSource> signature_value_section() {
  config::Section<SignatureSource> section("Modbus signature",
                                           "A value, and what it is in every device of the model.");
  add_place(section);
  section.exactly_one_of({"holding", "input", "coil", "discrete", "register"});
  add_type(section);
  add_bits(section);
  add_length(section);
  section
      .key("valid", &SignatureSource::valid,
           optional(config::as_type(plausible_section("Values outside are those of other devices."))),
           "Between which numbers it is.", "{ from: 45, to: 65 }")
      .key("begins", &SignatureSource::begins, config::one_or_many(config::text(64), 8),
           "How the text begins, or a list of such beginnings; a number has `valid`.", "SUN2000");
  add_register_rules(section, false);
  return section;
}

config::Section<ValueSource> value_source_section() {
  config::Section<ValueSource> from("Modbus value",
                                    "Where in the device a metric is, and what its bits mean.");
  add_place(from);
  from.key("compute", &ValueSource::compute, optional(config::text(Expression::kMaxCharacters)),
           "A formula over the values under `of`: numbers, names, + - * / ( ), min, max and abs.",
           "\"max(0, input - output)\"")
      .never_alone()
      .key("traffic", &ValueSource::traffic, optional(traffic_type()),
           "What Gatewarden exchanged with the unit: each report says how much since the one before.")
      .key(
          "identity", &ValueSource::identity, optional(identity_part_type()),
          "Who the device says it is: one of its fields, all of them, or how often another answer came than before.")
      .key("settings", &ValueSource::settings,
           optional(config::choice<SettingsPart>(
               {{"changes", SettingsPart::changes}, {"fingerprint", SettingsPart::fingerprint}})),
           "How often the registers under the profile's `settings` changed, or their fingerprint.", "changes")
      .exactly_one_of(
          {"holding", "input", "coil", "discrete", "register", "compute", "identity", "settings", "traffic"})
      .key("of", &ValueSource::of, config::map_of(config::as_type(operand_section()), kMaxOperands),
           "The values that `compute` names; read for it, not reported.",
           "{ input: { holding: 101, as: int32 }, output: { holding: 103, as: int32 } }")
      .key("every", &ValueSource::every,
           optional(config::duration(std::chrono::milliseconds(10), std::chrono::hours(24 * 7))),
           "Read this value less often than the profile says: texts and settings that seldom change.", "1h");
  add_meaning(from);
  add_valid(from);
  add_register_rules(from, false);
  return from.check(with(ways(), {"of", "valid"}), [](const ValueSource& value, const ConfigNode& node,
                                                      Problems& problems) {
    if (!value.in_registers()) return check_watched(node, problems);
    if (value.compute) return check_computed(value, node, problems);
    if (const ConfigNode* of = node.find("of")) {
      problems.add(problem_at(*of, "M023", "`of` names the values of a formula, and there is no `compute`",
                              "{ compute: \"a + b\", of: { a: { holding: 1 }, b: { holding: 2 } } }"));
    }
  });
}

}  // namespace gatewarden::modbus
