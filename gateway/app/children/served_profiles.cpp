#include "gateway/app/children/served_profiles.hpp"

namespace gatewarden::app {
namespace {

std::shared_ptr<Model> model_of(const Profile& profile) {
  auto model = std::make_shared<Model>();
  model->name = profile.name;
  model->every = profile.every;
  for (const MetricSpec& metric : profile.metrics) {
    model->metrics.push_back(metric.name);
    model->types.push_back(metric.type);
  }
  model->from.resize(profile.metrics.size());
  return model;
}

ServedProfiles::Entry entry_of(const config::Profile& profile) {
  auto made = std::make_shared<Profile>(Profile{profile.name, profile.metrics, profile.every});
  auto model = model_of(*made);
  model->from = profile.from;
  model->settings = profile.settings;
  return {std::move(made), std::move(model), profile.fingerprint, profile.counters, profile.spelling};
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
  host_.model = model_of(host);
  host_.profile = std::make_shared<Profile>(std::move(host));
}

const ServedProfiles::Entry* ServedProfiles::find(std::string_view name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second;
}

}  // namespace gatewarden::app
