#include "adapters/modbus/config/profile_defaults.hpp"

#include <utility>

namespace gatewarden::modbus {
namespace {

using config::ConfigNode;
using config::Problems;

class AddressRules {
 public:
  AddressRules(const ConfigNode& node, Problems& problems) : node_(node), problems_(problems) {}

  void check(const RegisterSource& value) const {
    const std::uint32_t base = value.base.value_or(0);
    const std::pair<const char*, std::optional<std::uint32_t>> addresses[] = {{"holding", value.holding},
                                                                              {"input", value.input},
                                                                              {"coil", value.coil},
                                                                              {"discrete", value.discrete}};
    for (const auto& [key, address] : addresses) {
      if (address && !stands(key, *address, base)) return;
    }
    if (value.range().end() > 65536) {
      problems_.add(problem_at(node_, "M003", "the value reaches beyond wire address 65535, the last one",
                               "{ holding: 65534, as: uint32 }"));
    }
    if (value.scale_from && scale_stands(value, base)) check_scale_apart(value);
  }

 private:
  bool scale_stands(const RegisterSource& value, std::uint32_t base) const {
    if (!value.numbered) return stands("scale_from", *value.scale_from, base);
    const auto read = parse_register(std::to_string(*value.scale_from));
    const auto* place = std::get_if<Numbered>(&read);
    if (place && place->table == value.table()) return true;
    problems_.add(problem_at(*node_.find("scale_from"), "M021",
                             "beside `register` it is a register of the same table in the same notation",
                             "scale_from: 40085"));
    return false;
  }

  void check_scale_apart(const RegisterSource& value) const {
    const Range scale = *value.scale_range();
    if (scale.end() <= value.range().first || scale.first >= value.range().end()) return;
    problems_.add(problem_at(*node_.find("scale_from"), "M027",
                             "the value itself stands in this register: its scale factor has one of its own",
                             "{ holding: 84, as: int16, scale_from: 85 }"));
  }

  bool stands(const char* key, std::uint32_t address, std::uint32_t base) const {
    const ConfigNode* at = node_.find(key);
    if (address < base) {
      problems_.add(
          problem_at(at ? *at : node_, "M021",
                     "counted from 1 there is no 0: it is wire address 0 with `base: 0`, and the first "
                     "one of a data sheet that counts from 1 is 1",
                     std::string(key) + ": 1"));
    } else if (address - base > 65535) {
      problems_.add(problem_at(at ? *at : node_, "M003",
                               "the last address is " + std::to_string(65535 + base),
                               std::string(key) + ": " + std::to_string(65535 + base)));
    } else {
      return true;
    }
    return false;
  }

  const ConfigNode& node_;
  Problems& problems_;
};

}  // namespace

void apply_to_registers(const ProfileSettings& profile, RegisterSource& value, const ConfigNode& node,
                        Problems& problems) {
  take_defaults(profile, value);
  AddressRules(node, problems).check(value);
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
    apply_to_registers(profile, value, *node.find("of")->find(name), problems);
}

}  // namespace gatewarden::modbus
