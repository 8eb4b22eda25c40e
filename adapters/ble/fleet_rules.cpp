#include "adapters/ble/fleet_rules.hpp"

#include <any>
#include <map>
#include <string>
#include <utility>

#include "adapters/ble/settings/identity_keys.hpp"
#include "adapters/ble/settings/link_settings.hpp"
#include "adapters/ble/settings/value_source.hpp"

namespace gatewarden::ble {
namespace {

void refuse(const config::Child& child, const char* code, std::string value, std::string rule,
            std::string example, config::Problems& problems) {
  config::Problem problem;
  problem.code = code;
  problem.place = child.place;
  problem.path = "children";
  problem.value = std::move(value);
  problem.rule = std::move(rule);
  problem.example = std::move(example);
  problems.add(std::move(problem));
}

bool asks(const config::Profile& profile) {
  for (const std::any& from : profile.from) {
    const auto* source = std::any_cast<ValueSource>(&from);
    if (source && source->gatt) return true;
  }
  return false;
}

}  // namespace

void check_fleet(const config::Fleet& fleet, config::Problems& problems) {
  std::map<std::pair<std::uint32_t, std::string>, const config::Child*> seen;  // by link and identity
  for (const config::Child& child : fleet.children) {
    const config::Link& link = fleet.links[child.link];
    const auto* settings = std::any_cast<LinkSettings>(&link.settings);
    const auto* keys = std::any_cast<IdentityKeys>(&child.address);
    if (!settings || !keys) continue;
    const auto [first, fresh] = seen.try_emplace({child.link, to_text(*keys)}, &child);
    if (!fresh) {
      refuse(child, "B009", to_text(*keys), "it is " + first->second->thing.text() + " already",
             "address: \"CB:B8:33:4C:88:4F\"", problems);
    }
    if (!keys->irk.empty() && settings->keys.empty()) {
      refuse(child, "B010", "irk: " + keys->irk,
             "link " + link.name + " has no `keys`: where does this one stand?",
             "keys: /etc/gatewarden/ble.keys", problems);
    }
    if (!settings->replay.empty() && asks(fleet.profiles[child.profile])) {
      refuse(
          child, "B012", "profile: " + fleet.profiles[child.profile].name,
          "link " + link.name + " plays a recording, which answers nothing: the profile has values by `gatt`",
          "from: { ble: battery }", problems);
    }
  }
}

}  // namespace gatewarden::ble
