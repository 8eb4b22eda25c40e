#include "adapters/modbus/modbus_protocol.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include "adapters/modbus/modbus_settings.hpp"
#include "adapters/modbus/read_plan.hpp"
#include "adapters/modbus/serial_load.hpp"
#include "adapters/modbus/shared_lines.hpp"

namespace gatewarden::modbus {
namespace {

constexpr std::array<config::CodeEntry, 30> kCodes{{
    {"M001", "a key for registers on a coil or discrete input", "leave the key out, or read a register"},
    {"M002", "a string without a length, or a length without a string",
     "give `as: string` (or bcd, mod10k) with `length`, in registers"},
    {"M003", "a value that reaches beyond address 65535", "correct the address; it counts from 0"},
    {"M004", "labels that do not name whole numbers", "write `labels: { 0: off, 1: on }` on an integer"},
    {"M005", "bits that the value does not have", "choose a wider `as`, or a bit within it"},
    {"M006", "a plausible range whose ends are swapped", "write the smaller number under `from`"},
    {"M007", "a scale of 0", "write the factor of the data sheet, such as 0.1"},
    {"M008", "a value longer than the link's devices give in one answer",
     "raise the link's `max_registers`, or shorten the string"},
    {"M009", "a pause between requests that overlap", "set `outstanding: 1`, or leave the pause out"},
    {"M020", "a key for registers beside a formula", "write it on the values under `of`"},
    {"M021", "an address that can be read in two ways, or in none",
     "write `holding: 52` (from 0, or from `base`) or `register: \"40053\"`"},
    {"M022", "a formula that cannot be read", "use numbers, names, + - * / ( ), min, max and abs"},
    {"M023", "values a formula cannot use", "name under `of` what `compute` uses, each a number"},
    {"M024", "a key for numbers on what is reported in words", "leave the key out"},
    {"M025", "ranges of addresses that cannot be read", "write `\"1000-1010, 2000\"`"},
    {"M026", "a code that the value cannot have, or one that stands twice",
     "write each code once, within the bits of the value"},
    {"M027", "a scale factor that stands in the value itself",
     "write the register of the scale factor under `scale_from`"},
    {"M030", "several requests at a time on a serial line",
     "leave `outstanding` out: RTU carries one at a time"},
    {"M031", "a key of a serial line where there is none",
     "leave the key out, or say `serial` or `rtu_over_tcp`"},
    {"M032", "callers that are neither an address nor a network", "write `from: [10.8.0.0/24]`"},
    {"M033", "unit 0 on a serial line", "give the unit's own id, 1 to 247"},
    {"M034", "two links on one serial port", "give the units of both to one link"},
    {"M035", "two links that are called at one address", "give each its own port to `listen` on"},
    {"M036", "half of a client certificate", "give `certificate` and `private_key`, or neither"},
    {"M037", "a name where the gateway itself listens",
     "write an address of this machine, or 0.0.0.0 for all"},
    {"M040", "a value that is read more often than its profile says",
     "leave the value's `every` out, or read the whole profile more often"},
    {"M041", "a key for registers on a value that is in none", "leave the key out"},
    {"M042", "settings without registers", "write `modbus: { settings: { holding: \"4096-4120\" } }`"},
    {"M043", "the gateway's own traffic with a unit under the name of the device's",
     "give it a name of your own, such as wire_bytes_in"},
    {"M044", "a trait that no device has", "write `identity: { registers: { serial: { holding: ... } } }`"},
}};

ProfileSettings settings_of(const config::Profile& profile) {
  const auto* settings = std::any_cast<ProfileSettings>(&profile.settings);
  return settings ? *settings : ProfileSettings{};
}

ReadPlan plan_for(const config::Profile& profile, const LinkSettings& link) {
  auto model = std::make_shared<Model>();
  model->from = profile.from;
  model->settings = profile.settings;
  model->every = profile.every;
  return make_read_plan(std::move(model), link.limits());
}

std::string extent(const Range& range) {
  const char* what = is_bits(range.table) ? "bit" : "register";
  return "(" + std::to_string(range.count) + " " + what + (range.count == 1 ? "" : "s") + ")";
}

MetricType yields(const std::any& from) {
  const auto* value = std::any_cast<From>(&from);
  if (value && value->identity) {
    return *value->identity == IdentityPart::changes ? MetricType::number : MetricType::string_list;
  }
  if (value && value->settings) {
    return *value->settings == SettingsPart::changes ? MetricType::number : MetricType::string_list;
  }
  const bool is_text = value && (value->as == As::text || !value->labels.empty() || !value->flags.empty());
  return is_text ? MetricType::string_list : MetricType::number;
}

// What grows is handed over as growth: only its sum says something.
std::span<const Merge> merges(const std::any& from) {
  static constexpr std::array kGrowth{Merge::sum};
  static constexpr std::array kGauge{Merge::mean, Merge::max, Merge::min, Merge::last, Merge::list};
  const auto* value = std::any_cast<From>(&from);
  if (!value || yields(from) != MetricType::number || value->in_registers()) return {};
  return value->traffic == Traffic::round_trip_ms ? std::span<const Merge>(kGauge) : kGrowth;
}

// Only a value taken as it stands wraps where its registers do.
std::optional<int> counter_bits(const std::any& from) {
  const auto* value = std::any_cast<From>(&from);
  if (!value || !value->in_registers() || value->compute || value->scale_from || value->scale != 1 ||
      value->offset != 0 || value->bit || value->mask) {
    return std::nullopt;
  }
  if (value->as == As::uint16) return 16;
  if (value->as == As::uint32) return 32;
  return std::nullopt;
}

// "who it is, by function 43/14, else by SunSpec, every 1h"
std::vector<std::string> inspection_lines(const InspectionPlan& inspection) {
  std::vector<std::string> lines;
  if (const auto& who = inspection.identity) {
    std::string how = "by function 43/14";
    if (who->by == IdentityDialogue::By::either) how += ", else by SunSpec's common model";
    if (who->by == IdentityDialogue::By::sunspec) how = "by SunSpec's common model";
    if (who->by == IdentityDialogue::By::registers) {
      how.clear();
      for (const TraitRegisters& each : who->registers)
        how += (how.empty() ? "by " : ", ") + to_string(each.where);
    }
    lines.push_back("who it is, " + how + ", every " + config::to_text(who->every));
  }
  if (const auto& set = inspection.settings) {
    std::string where;
    for (const Range& read : set->reads) where += (where.empty() ? "" : ", ") + to_string(read);
    lines.push_back("how it is set, a fingerprint of " + where + ", every " + config::to_text(set->every));
  }
  return lines;
}

// "unit 4: FC3 holding 0..51 (52 registers) every 10s  00 01 00 00 ..."
std::vector<std::string> plan(const config::Link& link, const config::Profile& profile,
                              const config::Child& child) {
  const auto* settings = std::any_cast<LinkSettings>(&link.settings);
  const auto* address = std::any_cast<UnitAddress>(&child.address);
  if (!settings || !address) return {};
  std::vector<std::string> lines;
  std::uint16_t transaction = 0;
  const ReadPlan reads = plan_for(profile, *settings);
  for (const Read& read : reads.reads) {
    lines.push_back("unit " + std::to_string(address->unit) + ": FC" +
                    std::to_string(static_cast<int>(read.range.table)) + " " + to_string(read.range) + " " +
                    extent(read.range) + " every " + config::to_text(reads.periods[read.round]) + "  " +
                    request_text(*settings, ++transaction, address->unit, read.range));
  }
  for (std::string& line : inspection_lines(reads.inspection)) {
    lines.push_back("unit " + std::to_string(address->unit) + ": " + std::move(line));
  }
  for (std::size_t i = 0; i < profile.from.size(); ++i) {
    const auto* from = std::any_cast<From>(&profile.from[i]);
    if (from && from->compute)
      lines.push_back("then computes " + profile.metrics[i].name + " = " + *from->compute);
  }
  return lines;
}

struct Load {
  std::size_t children = 0;
  double requests = 0;  // a second
  double bytes = 0;     // a second, both ways, TCP payload or on the serial line
  double busy = 0;      // of a serial line's time
  double rest = 0;      // of any line's time, because another unit is asked
};

Load load_of(const config::Fleet& fleet, std::size_t link, const LinkSettings& settings) {
  std::map<std::uint32_t, Load> units;  // of one unit, by profile
  Load load;
  for (const config::Child& child : fleet.children) {
    if (child.link != link) continue;
    ++load.children;
    const config::Profile& profile = fleet.profiles[child.profile];
    const auto [at, is_new] = units.try_emplace(child.profile);
    Load& unit = at->second;
    if (is_new) {
      const ReadPlan plan = plan_for(profile, settings);
      for (const Read& read : plan.reads) {
        const double times = 1 / std::chrono::duration<double>(plan.periods[read.round]).count();
        unit.requests += times;
        unit.bytes += times * static_cast<double>(exchange_bytes(settings, read.range));
        unit.busy += times * std::chrono::duration<double>(time_on_line(settings, read.range)).count();
      }
      if (!plan.periods.empty()) {  // a unit's turn comes once a cycle
        unit.rest = std::chrono::duration<double>(switching_rest(settings)) /
                    std::chrono::duration<double>(plan.periods.front());
      }
    }
    load.requests += unit.requests;
    load.bytes += unit.bytes;
    load.busy += unit.busy;
    load.rest += unit.rest;
  }
  if (load.children == 1) load.rest = 0;
  return load;
}

std::string rounded(double value) {
  char text[32];
  std::snprintf(text, sizeof text, value < 10 ? "%.2g" : "%.0f", value);
  return text;
}

// What the link will carry, and how fast its devices must answer for that.
std::vector<std::string> summary(const config::Fleet& fleet, std::size_t link) {
  const auto* settings = std::any_cast<LinkSettings>(&fleet.links[link].settings);
  if (!settings) return {};
  const Load load = load_of(fleet, link, *settings);
  std::vector<std::string> lines;
  lines.push_back(std::to_string(load.children) + " units, " + rounded(load.requests) + " requests/s, " +
                  rounded(load.bytes) + " bytes/s, " + std::to_string(settings->outstanding) + " at a time");
  if (load.requests > 0 && settings->is_rtu()) {
    lines.push_back(line_use(*settings, load.busy + load.rest));
  } else if (load.requests > 0) {
    const double room = 1000.0 * settings->outstanding / load.requests;
    const double pause = std::chrono::duration<double, std::milli>(settings->pause_between).count() +
                         1000.0 * load.rest / load.requests;
    lines.push_back("keeps up while an answer takes under " + rounded(std::max(0.0, room - pause)) +
                    " ms on average; at 20 ms the line is " + rounded((20.0 + pause) / room * 100) +
                    " % used");
  }
  return lines;
}

// Unit 0 is everybody on a serial line, and nobody answers it (V1.02, section 2.2).
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

void settle_any(const config::MetricPlace& place, std::any& from, const config::ConfigNode& node,
                config::Problems& problems) {
  const auto* settings = std::any_cast<ProfileSettings>(&place.settings);
  auto& value = *std::any_cast<From>(&from);
  settle(settings ? *settings : ProfileSettings{}, value, node, problems);
  const Duration every = place.every > Duration::zero() ? place.every : kDefaultEvery;
  if (value.every && *value.every < every) {
    problems.add(problem_at(*node.find("every"), "M040",
                            "the whole profile is read every " + config::to_text(every) +
                                ": a value may be read less often, not more",
                            "every: 1h"));
  }
  if (value.traffic && standard_role(place.metric)) {
    problems.add(problem_at(node, "M043",
                            "what Gatewarden exchanges with the unit is not all that the device sends and "
                            "receives, which is what the standard metric " +
                                std::string(place.metric) + " means: choose a name of your own",
                            "wire_bytes_in: { from: { traffic: wire_bytes_in } }"));
  }
}

// The longest range that is read for a metric.
std::uint16_t longest_range(const From& from) {
  if (!from.in_registers()) return 0;
  if (!from.compute) return is_bits(from.table()) ? std::uint16_t{1} : from.range().count;
  std::uint16_t longest = 1;
  for (const auto& [name, value] : from.of) {
    if (!is_bits(value.table())) longest = std::max(longest, value.range().count);
  }
  return longest;
}

void check(const config::Fleet& fleet, config::Problems& problems) {
  check_shared_lines(fleet, problems);
  for (const config::Child& child : fleet.children) {
    const auto* settings = std::any_cast<LinkSettings>(&fleet.links[child.link].settings);
    if (!settings) continue;
    check_unit(child, fleet.links[child.link], *settings, problems);
    const config::Profile& profile = fleet.profiles[child.profile];
    const std::uint16_t most = settings_of(profile).limits(settings->limits()).max_registers;
    for (std::size_t i = 0; i < profile.from.size(); ++i) {
      const auto* from = std::any_cast<From>(&profile.from[i]);
      if (!from || longest_range(*from) <= most) continue;
      config::Problem problem;
      problem.code = "M008";
      problem.place = child.place;
      problem.path = "profiles." + profile.name + ".metrics." + profile.metrics[i].name;
      problem.value = std::to_string(longest_range(*from)) + " registers";
      problem.rule = "link " + fleet.links[child.link].name + " reads at most " + std::to_string(most) +
                     " registers of such a device at a time (max_registers)";
      problem.example = "max_registers: " + std::to_string(longest_range(*from));
      problems.add(std::move(problem));
      break;  // once per child is enough
    }
  }
}

config::Protocol make_protocol() {
  config::Protocol modbus;
  modbus.name = "modbus";
  modbus.link = config::erase(link_section());
  modbus.profile = config::erase(profile_section());
  modbus.from = config::erase(from_section());
  modbus.settle = settle_any;
  modbus.child = config::erase(unit_section());
  modbus.ranges = {"unit"};
  modbus.yields = yields;
  modbus.merges = merges;
  modbus.counter_bits = counter_bits;
  modbus.check = check;
  modbus.plan = plan;
  modbus.summary = summary;
  modbus.codes = kCodes;
  return modbus;
}

}  // namespace

const config::Protocol& protocol() {
  static const config::Protocol modbus = make_protocol();
  return modbus;
}

}  // namespace gatewarden::modbus
