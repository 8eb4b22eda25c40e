#include "adapters/modbus/config/profile_defaults.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

namespace gatewarden::modbus {
namespace {

using config::ConfigNode;
using config::Problems;

class AddressRules {
 public:
  AddressRules(const ConfigNode& node, Problems& problems) : node_(node), problems_(problems) {}

  // `on_wire`: large addresses are meant as they stand.
  void check(const RegisterSource& value, bool on_wire) const {
    const std::uint32_t base = value.base.value_or(0);
    const std::pair<const char*, std::optional<std::uint32_t>> addresses[] = {{"holding", value.holding},
                                                                              {"input", value.input},
                                                                              {"coil", value.coil},
                                                                              {"discrete", value.discrete}};
    for (const auto& [key, address] : addresses) {
      if (!address) continue;
      if (!stands(key, *address, base)) return;
      const std::string number = std::to_string(*address);
      if (!on_wire && refuse_old_number(value.table(), *address, node_at(node_, {key}),
                                        "register: \"" + number + "\"", problems_)) {
        return;
      }
    }
    if (value.range().end() > 65536) {
      problems_.add(problem_at(node_, "M003", "the value reaches beyond wire address 65535, the last one",
                               "{ holding: 65534, as: uint32 }"));
    }
    if (!value.scale_from || !scale_stands(value, base)) return;
    check_scale_apart(value);
    if (value.numbered || on_wire) return;
    refuse_old_number(value.table(), *value.scale_from, node_at(node_, {"scale_from"}), "base: 0", problems_);
  }

 private:
  bool scale_stands(const RegisterSource& value, std::uint32_t base) const {
    if (!value.numbered) return stands("scale_from", *value.scale_from, base);
    if (old_number(value.table(), *value.scale_from)) return true;
    problems_.add(problem_at(node_at(node_, {"scale_from"}), "M021",
                             "beside `register` it is a register of the same table in the same notation",
                             "scale_from: 40085"));
    return false;
  }

  void check_scale_apart(const RegisterSource& value) const {
    const Range scale = *value.scale_range();
    if (scale.end() <= value.range().first || scale.first >= value.range().end()) return;
    problems_.add(problem_at(node_at(node_, {"scale_from"}), "M027",
                             "the value itself stands in this register: its scale factor has one of its own",
                             "{ holding: 84, as: int16, scale_from: 85 }"));
  }

  bool stands(const char* key, std::uint32_t address, std::uint32_t base) const {
    const ConfigNode& at = node_at(node_, {key});
    if (address < base) {
      problems_.add(
          problem_at(at, "M021",
                     "counted from 1 there is no 0: it is wire address 0 with `base: 0`, and the first "
                     "one of a data sheet that counts from 1 is 1",
                     std::string(key) + ": 1"));
    } else if (address - base > 65535) {
      problems_.add(problem_at(at, "M003", "the last address is " + std::to_string(65535 + base),
                               std::string(key) + ": " + std::to_string(65535 + base)));
    } else {
      return true;
    }
    return false;
  }

  const ConfigNode& node_;
  Problems& problems_;
};

// By exactly one address that could be read, counted from what could be read.
bool is_placed(const RegisterSource& value, const ConfigNode& node) {
  const bool ways[] = {value.numbered.has_value(), value.holding.has_value(), value.input.has_value(),
                       value.coil.has_value(), value.discrete.has_value()};
  if (std::count(std::begin(ways), std::end(ways), true) != 1) return false;
  if (value.numbered && !std::holds_alternative<Numbered>(parse_register(*value.numbered))) return false;
  return value.base || node.find("base") == nullptr;
}

}  // namespace

bool refuse_old_number(Table table, std::uint32_t address, const ConfigNode& at, std::string remedy,
                       Problems& problems) {
  const auto place = old_number(table, address);
  if (!place) return false;
  const std::string number = std::to_string(address), name(table_name(table));
  problems.add(problem_at(at, "M021",
                          "this is wire address " + number + ", or " + name + " " + std::to_string(*place) +
                              ", which old manuals number " + number +
                              ": write `base: 0` beside it (or in the profile) for the first, `register: \"" +
                              number + "\"` or `" + name + ": " + std::to_string(*place) + "` for the second",
                          std::move(remedy)));
  return true;
}

void apply_to_registers(const ProfileSettings& profile, RegisterSource& value, const ConfigNode& node,
                        Problems& problems) {
  if (!is_placed(value, node)) return;  // already reported
  const bool on_wire =
      value.base || profile.counts_from_wire() || (value.no_value && value.no_value->sunspec);
  take_defaults(profile, value);
  AddressRules(node, problems).check(value, on_wire);
}

void apply_profile(const ProfileSettings& profile, ValueSource& from, const ConfigNode& node,
                   Problems& problems) {
  if (from.settings && !profile.settings) {
    problems.add(problem_at(node, "M042", "the profile does not say which registers hold the settings",
                            "modbus: { settings: { holding: \"4096-4120\" } }"));
  }
  if (!from.in_registers()) return;
  if (!from.compute) return apply_to_registers(profile, from, node, problems);
  for (auto& [name, value] : from.of)
    apply_to_registers(profile, value, node_at(node, {"of", name}), problems);
}

}  // namespace gatewarden::modbus
