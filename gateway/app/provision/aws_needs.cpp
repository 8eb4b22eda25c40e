#include "gateway/app/provision/aws_needs.hpp"

#include <algorithm>
#include <set>

#include "adapters/host/host_metrics.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/base/regular_file.hpp"
#include "gateway/base/text/aws_region.hpp"
#include "gateway/base/text/nearest.hpp"
#include "gateway/capacity/custom_metrics.hpp"
#include "gateway/config/load/load.hpp"
#include "gateway/config/text/placeholders.hpp"
#include "gateway/provision/documents.hpp"
#include "gateway/provision/security_profile.hpp"

namespace gatewarden::app {
namespace {

constexpr int kSilentIntervals = 3;  // after which `status` calls a device offline, too

using Names = std::set<std::string, NaturalOrder>;

void add_children(const config::Fleet& fleet, std::span<const config::Protocol* const> protocols,
                  provision::Needs& needs) {
  for (const config::Child& child : fleet.children) {
    const config::Link& link = fleet.links[child.link];
    const config::Protocol* protocol = config::find_protocol(protocols, link.protocol);
    const bool known = protocol != nullptr && protocol->place;
    needs.devices.push_back(
        {child.thing.text(), known ? link.name + " " + protocol->place(child.address) : ""});
  }
  std::sort(needs.devices.begin(), needs.devices.end(),
            [](const auto& a, const auto& b) { return natural_less(a.thing, b.thing); });
  for (const config::Link& link : fleet.links) {
    if (!link.unknown.learn) continue;
    std::string unfilled;
    needs.learnt.push_back(config::fill_placeholders(
        link.unknown.thing, {{"id", "*"}, {"link", link.name}, {"profile", link.unknown.profile}}, unfilled));
  }
  std::sort(needs.learnt.begin(), needs.learnt.end(), natural_less);
}

void add_metrics(const config::Fleet& fleet, std::span<const config::Protocol* const> protocols,
                 const std::vector<MetricSpec>& host_metrics, provision::Needs& needs) {
  for (const auto& [name, type] : capacity::custom_metrics(fleet, host_metrics))
    needs.metrics.push_back({name, type});
  Names standard, events;
  const auto add = [&](const MetricSpec& metric) {
    for (std::string& name : provision::names_at_aws(metric.role)) standard.insert(std::move(name));
  };
  if (fleet.gateway.host.enabled) std::for_each(host_metrics.begin(), host_metrics.end(), add);
  const Duration interval = fleet.gateway.reports.interval;
  for (const config::Profile& profile : fleet.profiles) {
    const config::Protocol* protocol = config::find_protocol(protocols, profile.protocol);
    for (std::size_t i = 0; i < profile.metrics.size(); ++i) {
      const MetricSpec& metric = profile.metrics[i];
      add(metric);
      if (metric.role == MetricRole::seconds_since_seen) {
        const auto silence =
            std::chrono::ceil<std::chrono::seconds>(kSilentIntervals * std::max(interval, profile.every));
        needs.silence = std::max(needs.silence.value_or(silence), silence);
      }
      if (protocol && protocol->counts_events && protocol->counts_events(profile.from[i]))
        events.insert(metric.name);
    }
  }
  needs.standard.assign(standard.begin(), standard.end());
  needs.events.assign(events.begin(), events.end());
}

}  // namespace

Result<provision::Needs> aws_needs(const config::Fleet& fleet,
                                   std::span<const config::Protocol* const> protocols,
                                   const std::vector<MetricSpec>& host_metrics) {
  const config::ServiceUplink* uplink = fleet.uplink.service();
  if (uplink == nullptr)
    return Error{"the fleet has no way to AWS (uplink: mqtt or greengrass): there is nothing to provision"};
  provision::Needs needs;
  needs.gateway = fleet.gateway.thing;
  if (fleet.uplink.mqtt) {
    needs.client_id = fleet.uplink.mqtt->client_id;
    needs.authorizer = fleet.uplink.mqtt->certificate.empty() && !fleet.uplink.mqtt->username.empty();
    needs.endpoint_region = region_of_endpoint(fleet.uplink.mqtt->host);
  }
  needs.gateway_reports = fleet.gateway.host.enabled;
  needs.stand_in = uplink->service != config::Service::aws;
  needs.defender = uplink->defender;
  needs.registered = fleet.gateway.names == ThingName::Rule::registered;
  needs.format = fleet.gateway.reports.format;
  needs.hears_accepted = uplink->answers == config::AnswersChoice::all;
  needs.hears_rejected = uplink->answers != config::AnswersChoice::off;
  for (const Mirror& mirror : uplink->mirrors) needs.mirrors.push_back(mirror.topic);
  needs.interval = std::chrono::ceil<std::chrono::seconds>(fleet.gateway.reports.interval);
  add_children(fleet, protocols, needs);
  if (needs.defender) add_metrics(fleet, protocols, host_metrics, needs);
  return needs;
}

Result<provision::Manifest> earlier_state(const std::filesystem::path& path,
                                          const provision::Request& asked) {
  std::error_code ignored;
  const bool folder = std::filesystem::is_directory(path, ignored);
  const std::filesystem::path file = folder ? path / provision::kManifestFile : path;
  const auto text = read_regular_file(file, provision::kMaxManifestBytes);
  if (!text) return Error{file.string() + ": " + text.error()};
  if (folder || path.extension() == ".json") {
    auto manifest = provision::read_manifest(*text);
    if (!manifest) return Error{file.string() + " " + manifest.error()};
    return manifest;
  }
  const auto loaded = config::load(path, adapters(), config::Environment::of_process());
  if (!loaded) return Error{path.string() + " has errors: gatewarden check " + path.string()};
  const auto needs =
      aws_needs(loaded.fleet, protocols(), host::host_metrics(loaded.fleet.gateway.host.metrics));
  if (!needs) return Error{path.string() + ": " + needs.error()};
  return provision::Manifest{*needs, asked, {}};
}

}  // namespace gatewarden::app
