// What a profile means for one of its values: the keys that it says for all of them, and where the address is
// then.
#include <utility>

#include "adapters/modbus/from.hpp"
#include "adapters/modbus/profile_settings.hpp"

namespace gatewarden::modbus {
namespace {

using config::ConfigNode;
using config::Problems;

// What counts from a base, once that is known.
class AddressRules {
 public:
  AddressRules(const ConfigNode& node, Problems& problems) : node_(node), problems_(problems) {}

  void check(const Registers& value) const {
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
    if (!value.scale_from) return;
    if (!value.numbered) {
      stands("scale_from", *value.scale_from, base);
      return;
    }
    const auto read = parse_register(std::to_string(*value.scale_from));
    const auto* place = std::get_if<Numbered>(&read);
    if (place && place->table == value.table()) return;
    problems_.add(problem_at(*node_.find("scale_from"), "M021",
                             "beside `register` it is a register of the same table in the same notation",
                             "scale_from: 40085"));
  }

 private:
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

void take_defaults(const ProfileSettings& profile, Registers& value) {
  if (!value.base) value.base = value.numbered ? std::uint8_t{1} : profile.base;
  if (is_bits(value.table())) return;
  if (!value.order) value.order = profile.order;
  if (!value.no_value && profile.sunspec_no_value) value.no_value = NoValue{true, {}};
}

}  // namespace

void settle(const ProfileSettings& profile, From& from, const ConfigNode& node, Problems& problems) {
  if (!from.in_registers()) return;
  if (!from.compute) {
    take_defaults(profile, from);
    return AddressRules(node, problems).check(from);
  }
  for (auto& [name, value] : from.of) {
    take_defaults(profile, value);
    AddressRules(*node.find("of")->find(name), problems).check(value);
  }
}

}  // namespace gatewarden::modbus
