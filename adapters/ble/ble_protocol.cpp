#include "adapters/ble/ble_protocol.hpp"

#include <algorithm>
#include <array>

#include "adapters/ble/ble_codes.hpp"
#include "adapters/ble/config/scalar_types.hpp"
#include "adapters/ble/config/sections.hpp"
#include "adapters/ble/decoding/format.hpp"
#include "adapters/ble/fleet_rules.hpp"
#include "adapters/ble/formats/formats.hpp"
#include "adapters/ble/plan_lines.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::ble {
namespace {

bool gives_text(const ValueSource& value) {
  if (value.ble) return is_text(*value.ble);
  if (!value.gatt) return false;
  return value.is_sliced() ? !is_number(value.as) || !value.labels.empty() : is_text(*value.gatt);
}

MetricType yields(const std::any& from) {
  const auto* value = std::any_cast<ValueSource>(&from);
  return value && gives_text(*value) ? MetricType::string_list : MetricType::number;
}

// Counts are handed on as growth, so only their sum has a meaning.
std::span<const Aggregate> aggregates(const std::any& from) {
  static constexpr std::array kGrowth{Aggregate::sum};
  static constexpr std::array kGauge{Aggregate::mean, Aggregate::max, Aggregate::min, Aggregate::last,
                                     Aggregate::list};
  const auto* value = std::any_cast<ValueSource>(&from);
  const auto* own = value && value->ble ? std::get_if<OwnValue>(&*value->ble) : nullptr;
  if (!own) return {};
  return is_counted(*own) ? std::span<const Aggregate>(kGrowth) : kGauge;
}

bool counts_events(const std::any& from) {
  const auto* value = std::any_cast<ValueSource>(&from);
  const auto* own = value && value->ble ? std::get_if<OwnValue>(&*value->ble) : nullptr;
  return own && is_event(*own);
}

// Of all formats of a profile; empty: not known.
std::vector<std::string> told_by(const ProfileSettings& profile) {
  std::vector<std::string> told;
  if (profile.slice) {
    for (const SliceValue& each : profile.slice->values) told.push_back(to_text(each.name));
  }
  for (const std::string& name : profile.formats) {
    const Format* format = find_format(name);
    if (!format || format->tells.empty()) return {};
    for (const Quantity each : format->tells) told.emplace_back(name_of(each));
  }
  return told;
}

// A value that no format of its profile ever tells.
void settle(const config::MetricPlace& place, std::any& from, const config::ConfigNode& node,
            config::Problems& problems) {
  const auto* profile = std::any_cast<ProfileSettings>(&place.settings);
  const auto* value = std::any_cast<ValueSource>(&from);
  const auto* name = value && value->ble ? std::get_if<ValueName>(&*value->ble) : nullptr;
  if (!profile || !name || !node.find("ble")) return;
  const auto told = told_by(*profile);
  const auto is_told = [&](const std::string& each) {
    return each == to_text(*name) || (!profile->slice && each == name_of(name->quantity));
  };
  if (told.empty() || std::ranges::any_of(told, is_told)) return;
  problems.add(problem_at(*node.find("ble"), "B011", "its format tells " + config::join(told, ", "),
                          "from: { ble: " + told.front() + " }"));
}

config::Opened opens(const config::Link& link) {
  const auto* settings = std::any_cast<LinkSettings>(&link.settings);
  if (!settings) return {};
  return {{settings->keys, settings->replay}, {}};
}

config::Protocol make_protocol() {
  config::Protocol ble;
  ble.name = "ble";
  ble.link = config::erase(link_section());
  ble.profile = config::erase(profile_section());
  ble.from = config::erase(value_source_section());
  ble.child = config::erase(child_section());
  ble.settle = settle;
  ble.yields = yields;
  ble.aggregates = aggregates;
  ble.counts_events = counts_events;
  ble.check = check_fleet;
  ble.plan = plan_lines;
  ble.place = [](const std::any& address) { return to_text(std::any_cast<const IdentityKeys&>(address)); };
  ble.summary = summary_lines;
  ble.opens = opens;
  ble.codes = codes();
  return ble;
}

}  // namespace

const config::Protocol& protocol() {
  static const config::Protocol ble = make_protocol();
  return ble;
}

}  // namespace gatewarden::ble
