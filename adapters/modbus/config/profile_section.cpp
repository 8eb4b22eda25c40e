#include "adapters/modbus/config/profile_section.hpp"

#include "adapters/modbus/config/profile_defaults.hpp"
#include "adapters/modbus/config/value_source_rules.hpp"
#include "adapters/modbus/registers/range_list.hpp"

namespace gatewarden::modbus {
namespace {

using config::ConfigNode;
using config::Problems;

template <class T>
config::Section<T> addresses_section(std::string_view title, std::string_view sentence) {
  const auto ranges =
      config::text(1000, "^ *[0-9]+ *(- *[0-9]+ *)?(, *[0-9]+ *(- *[0-9]+ *)?)*$", "ranges of addresses");
  return config::Section<T>(title, sentence)
      .key("holding", &T::holding, ranges, "Holding registers: \"1000-1010, 2000\".", "\"1000-1010, 2000\"")
      .key("input", &T::input, ranges, "Input registers.", "\"0-20\"")
      .key("coil", &T::coil, ranges, "Coils.", "\"16\"")
      .key("discrete", &T::discrete, ranges, "Discrete inputs.", "\"0-7, 12\"");
}

config::Section<IdentityKeys> identity_section() {
  using Way = IdentityDialogue::Way;
  std::vector<config::Word> ways;
  for (const Way by : {Way::either, Way::identification, Way::sunspec})
    ways.push_back(config::word(name_of(by), by));
  return config::Section<IdentityKeys>("Identity",
                                       "Who a device says it is; another answer than before is an event.")
      .key("every", &IdentityKeys::every,
           config::duration(std::chrono::seconds(10), std::chrono::hours(24 * 7)),
           "Time between two questions; the first one comes after the first reading.", "15m")
      .key(
          "by", &IdentityKeys::by, config::optional(config::choice_of<Way>(ways)),
          "How it is asked: function 43/14, the SunSpec common model, or one after the other until it tells.",
          "sunspec")
      .key("registers", &IdentityKeys::registers,
           config::map_of(
               config::as_type(registers_section("Identity field in registers",
                                                 "A text or number that tells who the device is.", false)),
               kIdentityFields),
           "Where it says so in registers of its own: { serial: { holding: 20480, as: string, length: 7 } }.",
           "{ serial: { holding: 20480, as: string, length: 7 } }")
      .at_most_one_of({"by", "registers"});
}

config::Section<SettingsKeys> settings_section() {
  return addresses_section<SettingsKeys>("Settings", "Registers whose change is an event.")
      .key("every", &SettingsKeys::every,
           config::duration(std::chrono::seconds(10), std::chrono::hours(24 * 7)),
           "Time between two looks at them.", "15m");
}

// One error for each list.
void refuse_old_numbers(Table table, const std::vector<Range>& listed, const ConfigNode& at,
                        Problems& problems) {
  for (const Range& range : listed) {
    if (refuse_old_number(table, range.first, at, "base: 0", problems)) return;
  }
}

void check_addresses(const Addresses& addresses, const ConfigNode* ranges, const ProfileSettings& profile,
                     Problems& problems) {
  for (const Table table :
       {Table::coils, Table::discrete_inputs, Table::holding_registers, Table::input_registers}) {
    const ConfigNode* at = ranges ? ranges->find(table_name(table)) : nullptr;
    if (!at) continue;
    const auto listed = parse_ranges(table, addresses.of(table), profile.first_address());
    if (listed) {
      if (!profile.counts_from_wire()) refuse_old_numbers(table, *listed, *at, problems);
      continue;
    }
    problems.add(problem_with_value(*at, "M025",
                                    "addresses run from " + std::to_string(profile.first_address()) + " to " +
                                        std::to_string(kAddresses - 1 + profile.first_address()) +
                                        ", the smaller one first",
                                    "\"1000-1010, 2000\""));
  }
}

void check_settings(const ProfileSettings& profile, const ConfigNode& node, Problems& problems) {
  if (!profile.settings) return;
  check_addresses(*profile.settings, node.find("settings"), profile, problems);
  const std::size_t reads = profile.settings_reads({}).size();
  if (reads >= 1 && reads <= kMaxSettingsReads) return;
  problems.add(problem_at(*node.find("settings"), "M042",
                          reads == 0 ? "which registers hold the settings?"
                                     : "settings take at most " + std::to_string(kMaxSettingsReads) +
                                           " reads, these " + std::to_string(reads),
                          "settings: { holding: \"4096-4120\" }"));
}

void check_identity(const ProfileSettings& profile, const ConfigNode& node, Problems& problems) {
  const ConfigNode* registers = node.find("identity") ? node.find("identity")->find("registers") : nullptr;
  if (!registers) return;
  for (const auto& entry : registers->entries()) {
    if (!identity_field_named(entry.key)) {
      problems.add(problem_at(entry, "M044", "a device has the fields " + identity_field_names(),
                              "registers: { serial: { holding: 20480, as: string, length: 7 } }"));
      continue;
    }
    RegisterSource value = profile.identity->registers.at(entry.key);
    apply_to_registers(profile, value, entry.value, problems);
  }
}

// What a value must say, or devices of other models have it as well.
void check_signature_value(const SignatureSource& value, const ConfigNode& node, Problems& problems) {
  const bool words = value.as == DataType::text;
  if (words && value.begins.empty()) {
    problems.add(problem_missing(node, "begins", "M045", "how does this text begin in every such device?",
                                 "begins: SUN2000"));
  } else if (!words && !value.begins.empty()) {
    problems.add(problem_at(node_at(node, {"begins"}), "M045",
                            "a number does not begin with a text: it has a range",
                            "valid: { from: 45, to: 65 }"));
  } else if (!words && !value.valid) {
    problems.add(problem_missing(node, "valid", "M045",
                                 "between which numbers is this value in every such device?",
                                 "valid: { from: 45, to: 65 }"));
  }
}

void check_signature(const ProfileSettings& profile, const ConfigNode& node, Problems& problems) {
  const ConfigNode* signature = node.find("signature");
  if (!signature || profile.signature.empty()) return;
  const std::size_t before = problems.size();
  for (const auto& entry : signature->entries()) {
    SignatureSource value = profile.signature.at(entry.key);
    check_signature_value(value, entry.value, problems);
    apply_to_registers(profile, value, entry.value, problems);
  }
  if (problems.size() > before) return;
  const auto values = profile.signature_values();
  for (const std::uint8_t byte : {0x00, 0xFF}) {
    if (!holds_everywhere(values, byte)) continue;
    problems.add(problem_at(*signature, "M045",
                            std::string("a device whose registers all hold ") + (byte == 0 ? "0" : "0xFFFF") +
                                " would be taken for this one",
                            "signature: { hz: { input: 70, as: float32, valid: { from: 45, to: 65 } } }"));
  }
}

void check_sensitive(const ProfileSettings& profile, const ConfigNode& node, Problems& problems) {
  check_addresses(profile.read_sensitive, node.find("read_sensitive"), profile, problems);
}

}  // namespace

config::Section<ProfileSettings> profile_section() {
  using P = ProfileSettings;
  using config::optional;
  return config::Section<P>("Modbus profile",
                            "What holds for all values of a model, and how it likes to be read.")
      .key("base", &P::base, optional(config::choice<std::uint8_t>({{"0", 0}, {"1", 1}})),
           "What the data sheet counts addresses from. `register` needs none: its notation counts from 1.",
           "1")
      .key("order", &P::order, config::choice_of(byte_orders()), "The byte order of values that do not say.",
           "CDAB")
      .key("no_value", &P::sunspec_no_value, config::choice<bool>({{"sunspec", true}, {"none", false}}),
           "sunspec: in values that do not say, 0x8000, 0xFFFF and their like mean that there is none.",
           "sunspec")
      .key("max_registers", &P::max_registers, optional(config::integer<std::uint16_t>(1, kMaxRegisters)),
           "The most registers of one read, instead of the link's.", "50")
      .key("max_gap", &P::max_gap, optional(config::integer<std::uint16_t>(0, kMaxRegisters)),
           "Unwanted registers read along to save a request, instead of the link's.", "0")
      .key("read_sensitive", &P::read_sensitive,
           config::as_type(addresses_section<Addresses>("Addresses", "Ranges of addresses, by table.")),
           "Never read along: reading them changes something, as in an event queue.",
           "{ holding: \"900-910\" }")
      .key(
          "identity", &P::identity, optional(config::as_type(identity_section())),
          "When and how such a device is asked who it is; without it, every hour where a metric wants to know.")
      .key("settings", &P::settings, optional(config::as_type(settings_section())),
           "Registers that hold its settings: a fingerprint is made of them, and a change is an event.",
           "{ every: 15m, holding: \"4096-4120, 4200\" }")
      .key(
          "signature", &P::signature,
          config::map_of(config::as_type(signature_value_section()), kMaxSignatureValues),
          "By what `scan` guesses that a unit is such a device: values under names of your own, each with its "
          "`valid` range or how it `begins`. Nothing else looks at them.",
          "{ frequency_hz: { input: 70, as: float32, valid: { from: 45, to: 65 } } }")
      .check({"base", "read_sensitive"}, check_sensitive)
      .check({"base", "settings", "max_registers", "max_gap"}, check_settings)
      .check({"base", "order", "no_value", "identity"}, check_identity)
      .check({"base", "order", "no_value", "signature"}, check_signature);
}

}  // namespace gatewarden::modbus
