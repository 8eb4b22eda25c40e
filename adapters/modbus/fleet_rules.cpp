#include "adapters/modbus/fleet_rules.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/settings/profile_settings.hpp"
#include "adapters/modbus/settings/value_source.hpp"
#include "adapters/modbus/shared_lines.hpp"

namespace gatewarden::modbus {
namespace {

ProfileSettings settings_of(const config::Profile& profile) {
  const auto* settings = std::any_cast<ProfileSettings>(&profile.settings);
  return settings ? *settings : ProfileSettings{};
}

// Unit 0 is the broadcast address of a serial line: no device answers it (V1.02, section 2.2).
void check_unit(const config::Child& child, const config::Link& link, const LinkSettings& settings,
                config::Problems& problems) {
  const auto* address = std::any_cast<UnitAddress>(&child.address);
  if (!address || address->unit != 0 || !settings.is_rtu()) return;
  config::Problem problem;
  problem.code = "M033";
  problem.place = child.place;
  problem.path = "children";
  problem.value = "0";
  problem.rule = "link " + link.name + " is a serial line: unit 0 is a call to all, and nobody answers it";
  problem.example = "unit: 1";
  problems.add(std::move(problem));
}

std::uint16_t longest_range(const ValueSource& from) {
  if (!from.in_registers()) return 0;
  if (!from.compute) return is_bits(from.table()) ? std::uint16_t{1} : from.range().count;
  std::uint16_t longest = 1;
  for (const auto& [name, value] : from.of) {
    if (!is_bits(value.table())) longest = std::max(longest, value.range().count);
  }
  return longest;
}

// Once for a profile on a link, however many children it has there.
void check_lengths(const config::Fleet& fleet, const config::Child& child, const LinkSettings& settings,
                   config::Problems& problems) {
  const config::Profile& profile = fleet.profiles[child.profile];
  const std::string& link = fleet.links[child.link].name;
  const std::uint16_t most = settings_of(profile).limits(settings.limits()).max_registers;
  for (std::size_t i = 0; i < profile.from.size(); ++i) {
    const auto* from = std::any_cast<ValueSource>(&profile.from[i]);
    if (!from || longest_range(*from) <= most) continue;
    const std::string count = std::to_string(longest_range(*from));
    config::Problem problem;
    problem.code = "M008";
    problem.place = child.place;
    problem.path = "profiles." + profile.name + ".metrics." + profile.metrics[i].name;
    problem.value = count + " registers of " + profile.metrics[i].name;
    problem.rule = "link " + link + " reads at most " + std::to_string(most) +
                   " registers of such a device at a time (max_registers)";
    problem.example = "max_registers: " + count;
    problems.add(std::move(problem));
  }
}

}  // namespace

void check_fleet(const config::Fleet& fleet, config::Problems& problems) {
  check_shared_lines(fleet, problems);
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;  // profile and link
  for (const config::Child& child : fleet.children) {
    const auto* settings = std::any_cast<LinkSettings>(&fleet.links[child.link].settings);
    if (!settings) continue;
    check_unit(child, fleet.links[child.link], *settings, problems);
    if (seen.emplace(child.profile, child.link).second) check_lengths(fleet, child, *settings, problems);
  }
}

}  // namespace gatewarden::modbus
