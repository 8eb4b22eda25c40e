#include "adapters/modbus/modbus_protocol.hpp"

#include <array>

#include "adapters/modbus/config/link_section.hpp"
#include "adapters/modbus/config/profile_defaults.hpp"
#include "adapters/modbus/config/profile_section.hpp"
#include "adapters/modbus/config/value_source_section.hpp"
#include "adapters/modbus/fleet_rules.hpp"
#include "adapters/modbus/link_load.hpp"
#include "adapters/modbus/modbus_codes.hpp"
#include "adapters/modbus/serial_load.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "gateway/base/duration_text.hpp"

namespace gatewarden::modbus {
namespace {

std::string extent(const Range& range) {
  const char* what = is_bits(range.table) ? "bit" : "register";
  return "(" + std::to_string(range.count) + " " + what + (range.count == 1 ? "" : "s") + ")";
}

MetricType yields(const std::any& from) {
  const auto* value = std::any_cast<ValueSource>(&from);
  if (value && value->identity) {
    return *value->identity == kIdentityChanges ? MetricType::number : MetricType::string_list;
  }
  if (value && value->settings) {
    return *value->settings == SettingsPart::changes ? MetricType::number : MetricType::string_list;
  }
  const bool is_text =
      value && (value->as == DataType::text || !value->labels.empty() || !value->flags.empty());
  return is_text ? MetricType::string_list : MetricType::number;
}

// Counters are handed on as growth, so only their sum has a meaning.
std::span<const Aggregate> aggregates(const std::any& from) {
  static constexpr std::array kGrowth{Aggregate::sum};
  static constexpr std::array kGauge{Aggregate::mean, Aggregate::max, Aggregate::min, Aggregate::last,
                                     Aggregate::list};
  const auto* value = std::any_cast<ValueSource>(&from);
  if (!value || yields(from) != MetricType::number || value->in_registers()) return {};
  return value->traffic == TrafficPart{Traffic::round_trip_ms} ? std::span<const Aggregate>(kGauge) : kGrowth;
}

// Only an unchanged value wraps with its registers.
std::optional<int> counter_bits(const std::any& from) {
  const auto* value = std::any_cast<ValueSource>(&from);
  if (!value || !value->in_registers() || value->compute || value->scale_from || value->scale != 1 ||
      value->offset != 0 || value->bit || value->mask) {
    return std::nullopt;
  }
  if (value->as == DataType::uint16) return 16;
  if (value->as == DataType::uint32) return 32;
  return std::nullopt;
}

// "who it is, by function 43/14, else by SunSpec, every 1h"
std::vector<std::string> inspection_lines(const InspectionPlan& inspection) {
  std::vector<std::string> lines;
  if (const auto& who = inspection.identity) {
    std::string how = "by function 43/14";
    if (who->by == IdentityDialogue::Way::either) how += ", else by SunSpec's common model";
    if (who->by == IdentityDialogue::Way::sunspec) how = "by SunSpec's common model";
    if (who->by == IdentityDialogue::Way::registers) {
      how.clear();
      for (const IdentityRegisters& each : who->registers)
        how += (how.empty() ? "by " : ", ") + to_string(each.where);
    }
    lines.push_back("who it is, " + how + ", every " + to_text(who->every));
  }
  if (const auto& set = inspection.settings) {
    std::string where;
    for (const Range& read : set->reads) where += (where.empty() ? "" : ", ") + to_string(read);
    lines.push_back("how it is set, a fingerprint of " + where + ", every " + to_text(set->every));
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
                    extent(read.range) + " every " + to_text(reads.periods[read.round]) + "  " +
                    request_text(*settings, ++transaction, address->unit, read.range));
  }
  for (std::string& line : inspection_lines(reads.inspection)) {
    lines.push_back("unit " + std::to_string(address->unit) + ": " + std::move(line));
  }
  for (std::size_t i = 0; i < profile.from.size(); ++i) {
    const auto* from = std::any_cast<ValueSource>(&profile.from[i]);
    if (from && from->compute)
      lines.push_back("then computes " + profile.metrics[i].name + " = " + *from->compute);
  }
  return lines;
}

void settle_any(const config::MetricPlace& place, std::any& from, const config::ConfigNode& node,
                config::Problems& problems) {
  const auto* settings = std::any_cast<ProfileSettings>(&place.settings);
  auto& value = *std::any_cast<ValueSource>(&from);
  apply_profile(settings ? *settings : ProfileSettings{}, value, node, problems);
  const Duration every = place.every > Duration::zero() ? place.every : kDefaultEvery;
  if (value.every && *value.every < every) {
    problems.add(problem_at(
        node_at(node, {"every"}), "M040",
        "the whole profile is read every " + to_text(every) + ": a value may be read less often, not more",
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

// Another unit behind the same id, and other settings.
bool counts_events(const std::any& from) {
  const auto* value = std::any_cast<ValueSource>(&from);
  return value && (value->identity == kIdentityChanges || value->settings == SettingsPart::changes);
}

std::any canonical(const std::any& read) {
  if (const auto* value = std::any_cast<ValueSource>(&read)) return value->canonical();
  auto profile = std::any_cast<ProfileSettings>(read);
  profile.base = profile.first_address();
  profile.signature.clear();  // only `scan` looks at it
  return profile;
}

config::Opened opens(const config::Link& link) {
  const auto* settings = std::any_cast<LinkSettings>(&link.settings);
  config::Opened opened;
  if (settings && settings->tls)
    opened.files = {settings->tls->ca, settings->tls->certificate, settings->tls->private_key};
  if (settings && settings->serial) opened.devices = {*settings->serial};
  return opened;
}

config::Protocol make_protocol() {
  config::Protocol modbus;
  modbus.name = "modbus";
  modbus.link = config::erase(link_section());
  modbus.profile = config::erase(profile_section());
  modbus.from = config::erase(value_source_section());
  modbus.settle = settle_any;
  modbus.canonical = canonical;
  modbus.child = config::erase(unit_section());
  modbus.ranges = {"unit"};
  modbus.yields = yields;
  modbus.aggregates = aggregates;
  modbus.counter_bits = counter_bits;
  modbus.counts_events = counts_events;
  modbus.check = check_fleet;
  modbus.plan = plan;
  modbus.place = [](const std::any& address) {
    return "unit " + std::to_string(std::any_cast<const UnitAddress&>(address).unit);
  };
  modbus.summary = load_lines;
  modbus.opens = opens;
  modbus.codes = codes();
  return modbus;
}

}  // namespace

const config::Protocol& protocol() {
  static const config::Protocol modbus = make_protocol();
  return modbus;
}

}  // namespace gatewarden::modbus
