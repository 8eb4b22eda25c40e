#include "gateway/app/children/served_profiles.hpp"

namespace gatewarden::app {
namespace {

std::shared_ptr<AdapterProfile> for_adapter(const Profile& profile) {
  auto made = std::make_shared<AdapterProfile>();
  made->name = profile.name;
  made->every = profile.every;
  for (const MetricSpec& metric : profile.metrics) {
    made->metrics.push_back(metric.name);
    made->types.push_back(metric.type);
  }
  made->from.resize(profile.metrics.size());
  return made;
}

ServedProfiles::Entry entry_of(const config::Profile& profile) {
  auto made = std::make_shared<Profile>(Profile{profile.name, profile.metrics, profile.every});
  auto share = for_adapter(*made);
  share->from = profile.from;
  share->settings = profile.settings;
  return {
      std::move(made), std::move(share), profile.fingerprint, profile.counters, profile.counters_as_written,
      profile.spelling};
}

}  // namespace

void ServedProfiles::apply(const config::Fleet& fleet, const std::vector<MetricSpec>& host_metrics) {
  std::map<std::string, Entry, std::less<>> entries;
  for (const config::Profile& profile : fleet.profiles) {
    const Entry* old = find(profile.name);
    const bool same = old != nullptr && old->fingerprint == profile.fingerprint;
    entries.emplace(profile.name, same ? *old : entry_of(profile));
  }
  entries_ = std::move(entries);
  Profile host{"gateway", host_metrics, fleet.gateway.host.every};
  if (host_.profile && *host_.profile == host) return;
  host_.for_adapter = for_adapter(host);
  host_.profile = std::make_shared<Profile>(std::move(host));
}

const ServedProfiles::Entry* ServedProfiles::find(std::string_view name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second;
}

}  // namespace gatewarden::app
