#include "gateway/config/load/build_profiles.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "gateway/base/duration_text.hpp"
#include "gateway/base/fnv1a.hpp"
#include "gateway/base/text/json_text.hpp"
#include "gateway/config/load/build_metric.hpp"

namespace gatewarden::config {
namespace {

// A profile's `from:` values as one protocol reads them.
struct Reading {
  const Protocol* protocol = nullptr;
  std::vector<std::any> from;
  std::any settings;
  Problems problems;
};

// Null if it has none.
const ConfigNode* own_keys(const ProfileEntry& profile, const Protocol& protocol) {
  const auto found = profile.protocols.find(protocol.name);
  return found == profile.protocols.end() ? nullptr : found->second;
}

// Empty if it has problems; what the profile makes of it is told with them, as far as it could be read.
std::any read_from(const Protocol& protocol, const MetricPlace& place, const ConfigNode& node,
                   Problems& problems) {
  bool fine = true;
  std::any from = protocol.from.read_partly(node, problems, fine);
  if (protocol.settle) protocol.settle(place, from, node, problems);
  return fine ? from : std::any();
}

Reading read_as(const ProfileEntry& profile, const Protocol& protocol, const Problems& problems) {
  Reading reading{&protocol, {}, {}, Problems::part_of(problems)};
  if (const ConfigNode* keys = own_keys(profile, protocol)) {
    reading.settings = protocol.profile.read(*keys, reading.problems);
  }
  for (const Named<MetricEntry>& metric : profile.metrics) {
    const ConfigNode* from = metric.value.from;
    const MetricPlace place{metric.name, profile.every, reading.settings};
    reading.from.push_back(from == nullptr ? std::any()
                                           : read_from(protocol, place, *from, reading.problems));
  }
  return reading;
}

// A profile need not name its protocol: it is the one it has keys of, else the one of its links; if that refuses
// it, the one that understands it best. Errors then name the right protocol's keys.
Reading best_reading(const ProfileEntry& profile, ProtocolList protocols,
                     const std::vector<std::string>& speakers, const Problems& problems) {
  const bool any_from = std::any_of(profile.metrics.begin(), profile.metrics.end(),
                                    [](const auto& metric) { return metric.value.from != nullptr; });
  Reading best;
  const bool any_keys = std::any_of(profile.protocols.begin(), profile.protocols.end(),
                                    [](const auto& keys) { return keys.second != nullptr; });
  if (!any_from && !any_keys) {
    best.from.resize(profile.metrics.size());
    return best;
  }
  std::vector<const Protocol*> order;
  for (const std::string& name : speakers) order.push_back(find_protocol(protocols, name));
  for (const Protocol* each : protocols) order.push_back(each);
  for (const Protocol* each : protocols) {
    if (own_keys(profile, *each) != nullptr) order = {each};
  }
  for (const Protocol* each : order) {
    if (each == nullptr || (best.protocol != nullptr && best.problems.empty())) continue;
    Reading reading = read_as(profile, *each, problems);
    // Only a protocol that finds nothing wrong replaces one in use.
    const bool in_use =
        best.protocol != nullptr && !speakers.empty() && best.protocol->name == speakers.front();
    const bool better = best.protocol == nullptr || reading.problems.empty() ||
                        (!in_use && reading.problems.size() < best.problems.size());
    if (better) best = std::move(reading);
  }
  return best;
}

nlohmann::json meaning(const MetricSpec& metric) {
  return {{"role", role_name(metric.role)},
          {"type", to_string(metric.type)},
          {"aggregate", to_string(metric.aggregate)},
          {"counter_bits", metric.counter_bits},
          {"strict", metric.strict},
          {"max_items", metric.max_items}};
}

std::any canonical(const Protocol& protocol, const std::any& read) {
  return protocol.canonical ? protocol.canonical(read) : read;
}

// A counter continues if it is read from the same place in the same way, whatever else its profile says.
void take_fingerprints(const Protocol* protocol, Profile& profile) {
  auto metrics = nlohmann::json::object(), counters = metrics, counters_as_written = metrics;
  for (std::size_t i = 0; i < profile.metrics.size(); ++i) {
    const MetricSpec& metric = profile.metrics[i];
    const std::any& from = profile.from[i];
    nlohmann::json said = meaning(metric);
    nlohmann::json as_written = said;
    if (protocol != nullptr && from.has_value()) {
      as_written["from"] = protocol->from.to_json(from);
      said["from"] = protocol->from.to_json(canonical(*protocol, from));
    }
    if (metric.aggregate == Aggregate::delta || metric.aggregate == Aggregate::rate) {
      counters[metric.name] = said;
      counters_as_written[metric.name] = std::move(as_written);
    }
    metrics[metric.name] = std::move(said);
  }
  nlohmann::json said{
      {"protocol", profile.protocol}, {"every", gatewarden::to_text(profile.every)}, {"metrics", metrics}};
  if (protocol != nullptr && protocol->profile) {
    const std::any settings = profile.settings.has_value() ? profile.settings : protocol->profile.fresh();
    said["settings"] = protocol->profile.to_json(canonical(*protocol, settings));
  }
  profile.fingerprint = json_line(said);
  profile.counters = fnv1a(json_line(counters), fnv1a(profile.protocol));
  profile.counters_as_written = fnv1a(json_line(counters_as_written), fnv1a(profile.protocol));
}

// With problems: the metrics without any, for the rules that look at several profiles.
Profile build_profile(const Named<ProfileEntry>& entry, Reading reading, Problems& problems) {
  Profile profile;
  problems.append(reading.problems);
  profile.name = entry.name;
  profile.protocol = reading.protocol == nullptr ? "" : reading.protocol->name;
  profile.every = entry.value.every;
  profile.settings = std::move(reading.settings);
  profile.spelling = profile.protocol + ":" + entry.entry->value.canonical();
  for (std::size_t i = 0; i < entry.value.metrics.size(); ++i) {
    const Named<MetricEntry>& metric = entry.value.metrics[i];
    auto spec = build_metric(metric, reading.from[i], reading.protocol, problems);
    if (!spec) continue;
    profile.metrics.push_back(std::move(*spec));
    profile.from.push_back(std::move(reading.from[i]));
  }
  take_fingerprints(reading.protocol, profile);
  return profile;
}

}  // namespace

KnownNames build_profiles(const Sources& sources, ProtocolList protocols, const Speakers& speakers,
                          Fleet& fleet, Problems& problems) {
  KnownNames known;
  known.complete = sources.names_complete;
  for (const Source& source : sources.parts) {
    for (const Named<ProfileEntry>& entry : source.part.profiles) {
      const auto used = speakers.find(entry.name);
      Reading reading =
          best_reading(entry.value, protocols,
                       used == speakers.end() ? std::vector<std::string>() : used->second, problems);
      Profile profile = build_profile(entry, std::move(reading), problems);
      const auto [place, is_new] = known.try_emplace(
          entry.name, Known{profile.protocol, static_cast<std::uint32_t>(fleet.profiles.size()),
                            entry.entry->key_place()});
      if (is_new) {
        fleet.profiles.push_back(std::move(profile));
        continue;
      }
      problems.add(
          problem_at(*entry.entry, "F004",
                     "a profile of this name is defined already, at " + to_text(place->second.place)));
    }
  }
  return known;
}

}  // namespace gatewarden::config
