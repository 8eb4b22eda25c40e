#include "gateway/app/reload/fleet_outline.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "gateway/app/children/fate.hpp"
#include "gateway/app/provision/aws_needs.hpp"
#include "gateway/app/reload/setting_changes.hpp"
#include "gateway/base/fnv1a.hpp"
#include "gateway/base/text/json_text.hpp"
#include "gateway/base/text/nearest.hpp"
#include "gateway/provision/needs/changes.hpp"

namespace gatewarden::app {
namespace {

using Row = FleetOutline::Row;

std::string place_of(const Row& row) {
  return std::string(row.link) + (row.place.empty() ? "" : " ") + std::string(row.place);
}

// A profile's own keys stand under its protocol in the file.
nlohmann::json profile_settings(const config::Profile& profile) {
  nlohmann::json said = parse_json(profile.fingerprint);
  if (const auto own = said.find("settings"); own != said.end()) {
    said[profile.protocol] = std::move(*own);
    said.erase("settings");
  }
  return said;
}

std::string settings_of(const config::Fleet& fleet) {
  nlohmann::json all = parse_json(fleet.settings);
  for (const config::Link& link : fleet.links) all["links"][link.name] = parse_json(link.fingerprint);
  for (const config::Profile& profile : fleet.profiles)
    all["profiles"][profile.name] = profile_settings(profile);
  return json_line(all);
}

// A place that lost one thing and got one.
void pair_renamed(std::vector<Row>& removed, std::vector<Row>& added, status::ReloadChanges& found) {
  std::unordered_map<std::string, std::string_view> came;
  for (const Row& row : added) {
    if (!row.place.empty()) came.emplace(place_of(row), row.thing);
  }
  std::unordered_map<std::string_view, bool> renamed;
  std::erase_if(removed, [&](const Row& row) {
    const auto other = came.find(place_of(row));
    if (other == came.end()) return false;
    found.renamed.add({std::string(row.thing), std::string(other->second), other->first});
    renamed[other->second] = true;
    came.erase(other);
    return true;
  });
  std::erase_if(added, [&](const Row& row) { return renamed.contains(row.thing); });
}

// Why a child begins anew, as far as places and names do not tell it.
std::string unseen_reason(const Row& was, const Row& is) {
  std::string why;
  if (was.place == is.place && was.entry != is.entry) why = "other keys of its entry changed";
  if (was.profile == is.profile && was.meaning != is.meaning)
    why += (why.empty() ? "its profile " : ", and its profile ") + std::string(is.profile) + " changed";
  return why;
}

// Of a thing that is in both.
void compare(const Row& was, const Row& is, status::ReloadChanges& found) {
  const bool other_profile = was.profile != is.profile;
  const auto words = [&](const Row& row) {
    return place_of(row) + (other_profile ? " as " + std::string(row.profile) : "");
  };
  const bool same_profile = !other_profile && was.meaning == is.meaning;
  switch (fate_of({same_profile, was.entry == is.entry, was.link == is.link})) {
    case Fate::stays:
      return;
    case Fate::moves:
      return found.moved.add({std::string(is.thing), words(was), words(is)});
    case Fate::leaves:
      return found.changed.add({std::string(is.thing), words(was), words(is), unseen_reason(was, is)});
  }
}

void compare_children(const FleetOutline& before, const FleetOutline& now, status::ReloadChanges& found) {
  std::unordered_map<std::string_view, std::size_t> known;
  known.reserve(before.size());
  for (std::size_t i = 0; i < before.size(); ++i) known.emplace(before[i].thing, i);
  std::vector<bool> goes_on(before.size());
  std::vector<Row> added, removed;
  for (std::size_t i = 0; i < now.size(); ++i) {
    const auto was = known.find(now[i].thing);
    if (was == known.end()) {
      added.push_back(now[i]);
      continue;
    }
    goes_on[was->second] = true;
    compare(before[was->second], now[i], found);
  }
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (!goes_on[i]) removed.push_back(before[i]);
  }
  pair_renamed(removed, added, found);
  for (const Row& row : added) found.added.add(std::string(row.thing));
  for (const Row& row : removed) found.removed.add(std::string(row.thing));
}

void compare_for_aws(const FleetOutline& before, const FleetOutline& now, status::ReloadChanges& found) {
  const auto needs = now.aws_needs();
  if (!needs) return;
  const auto earlier = before.aws_needs();
  const provision::Needs nothing;
  const provision::Request any;  // the account and the names stay what they are
  provision::Changes changes = provision::changes({earlier ? *earlier : nothing, any}, {*needs, any});
  found.aws = std::move(changes.changed);
  found.warnings = std::move(changes.warnings);
}

}  // namespace

FleetOutline::FleetOutline(const config::Fleet& fleet, std::span<const config::Protocol* const> protocols,
                           const std::vector<MetricSpec>& host_metrics)
    : settings_(settings_of(fleet)) {
  for (const config::Link& link : fleet.links) links_.push_back(link.name);
  for (const config::Profile& profile : fleet.profiles)
    profiles_.push_back({profile.name, fnv1a(profile.fingerprint)});
  rows_.reserve(fleet.children.size());
  for (const config::Child& child : fleet.children) {
    const config::Protocol* protocol = config::find_protocol(protocols, fleet.links[child.link].protocol);
    const std::string place = protocol && protocol->place ? protocol->place(child.address) : "";
    rows_.push_back({texts_.size(), static_cast<std::uint32_t>(child.thing.text().size()),
                     static_cast<std::uint32_t>(place.size()), child.link, child.profile, child.fingerprint});
    texts_ += child.thing.text() + place;
  }
  texts_.shrink_to_fit();
  const std::string_view texts = texts_;
  std::sort(rows_.begin(), rows_.end(), [texts](const Packed& a, const Packed& b) {
    return natural_less(texts.substr(a.begin, a.thing), texts.substr(b.begin, b.thing));
  });
  auto needs = app::aws_needs(fleet, protocols, host_metrics);
  if (!needs) return;
  needs->devices = {};
  needs_ = std::move(*needs);
}

FleetOutline::Row FleetOutline::operator[](std::size_t position) const {
  const Packed& row = rows_[position];
  const std::string_view texts = texts_;
  const NamedProfile& profile = profiles_[row.profile];
  return {texts.substr(row.begin, row.thing),
          texts.substr(row.begin + row.thing, row.place),
          links_[row.link],
          profile.name,
          row.entry,
          profile.meaning};
}

std::optional<provision::Needs> FleetOutline::aws_needs() const {
  auto needs = needs_;
  for (std::size_t i = 0; needs && i < size(); ++i) {
    const Row row = (*this)[i];
    needs->devices.push_back({std::string(row.thing), row.place.empty() ? "" : place_of(row)});
  }
  return needs;
}

status::ReloadChanges changes(const FleetOutline& before, const FleetOutline& now) {
  status::ReloadChanges found;
  compare_children(before, now, found);
  for (std::string& each : setting_changes(before.settings(), now.settings()))
    found.settings.add(std::move(each));
  compare_for_aws(before, now, found);
  return found;
}

}  // namespace gatewarden::app
