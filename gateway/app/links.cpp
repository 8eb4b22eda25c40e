#include "gateway/app/links.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "gateway/app/children/population.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::app {

host::HostSettings host_settings(const config::Fleet& fleet, std::uint64_t seed) {
  const config::Host& wanted = fleet.gateway.host;
  host::HostSettings settings;
  settings.every = wanted.every;
  settings.sources.root = wanted.root;
  settings.sources.loopback = wanted.loopback;
  settings.sources.ephemeral_udp = wanted.ephemeral_udp;
  settings.sources.counted = wanted.interfaces;
  settings.sources.state_directory = fleet.gateway.state_directory;
  settings.sources.seed = seed;
  return settings;
}

Links::Links(LinkParts parts, Health health, std::uint64_t seed)
    : parts_(parts), health_(std::move(health)), seed_(seed) {}

std::vector<std::string> Links::others(const config::Fleet& fleet) const {
  std::unordered_map<std::string_view, std::string_view> wanted;
  for (const config::Link& link : fleet.links) wanted.emplace(link.name, link.fingerprint);
  std::vector<std::string> names;
  for (const auto& [name, link] : links_) {
    const auto found = wanted.find(name);
    if (name != kHostLink && (found == wanted.end() || found->second != fingerprints_.at(name)))
      names.push_back(name);
  }
  return names;
}

void Links::stop(const std::string& name) {
  const auto found = links_.find(name);
  keep_totals(name, *found->second);
  found->second->stop();
  log::info("app", "link_removed", {{"link", name}});
  fingerprints_.erase(name);
  links_.erase(found);
}

void Links::keep_totals_of(const config::Fleet& fleet) {
  std::unordered_set<std::string_view> wanted{kHostLink};
  for (const config::Link& link : fleet.links) wanted.insert(link.name);
  std::erase_if(replaced_, [&](const auto& link) { return !wanted.contains(link.first); });
}

void Links::apply(const config::Link& wanted, std::vector<Assignment> devices, std::any prepared) {
  auto found = links_.find(wanted.name);
  const bool fresh = found == links_.end();
  if (fresh) {
    found = links_.emplace(wanted.name, make(wanted)).first;
    fingerprints_[wanted.name] = wanted.fingerprint;
  }
  found->second->prepare(std::move(prepared));
  found->second->assign(std::move(devices));
  if (fresh) found->second->start();
}

std::unique_ptr<Link> Links::make(const config::Link& link) {
  auto maker = makers_.find(link.protocol);
  if (maker == makers_.end()) {
    maker = makers_.emplace(link.protocol, link_maker(link.protocol, parts_)).first;
  }
  return maker->second(link, ++seed_);
}

void Links::apply_host(const config::Fleet& fleet, const std::optional<Assignment>& assignment) {
  const config::Host& wanted = fleet.gateway.host;
  std::string fingerprint = std::to_string(wanted.every.count()) + (wanted.loopback ? " lo" : "") +
                            (wanted.ephemeral_udp ? " ephemeral " : " ") + wanted.root;
  for (const std::string& interface : wanted.interfaces) fingerprint += " /" + interface;
  for (const std::string& metric : wanted.metrics) fingerprint += " " + metric;
  auto found = links_.find(kHostLink);
  if (found != links_.end() && (!assignment || fingerprints_[std::string(kHostLink)] != fingerprint)) {
    keep_totals(kHostLink, *found->second);
    found->second->stop();
    links_.erase(found);
    found = links_.end();
  }
  if (!assignment) return;
  const bool fresh = found == links_.end();
  if (fresh) {
    host::HostSettings settings = host_settings(fleet, ++seed_);
    settings.sources.health = health_;
    settings.sources.air_coverage = [this] { return air_coverage(); };
    found =
        links_.emplace(kHostLink, host::make_host_link(std::move(settings), parts_.sink, parts_.clock)).first;
    fingerprints_[std::string(kHostLink)] = std::move(fingerprint);
  }
  found->second->assign({*assignment});
  if (fresh) found->second->start();
}

void Links::stop() {
  for (const auto& [name, link] : links_) link->stop();
}

// Durations and counts of now belong to the link that measured them.
void Links::keep_totals(std::string_view name, const Link& link) {
  const LinkSnapshot last = snapshot(name, link);
  LinkTotals& kept = replaced_[std::string(name)];
  kept = {last.samples, last.errors, last.unknown, last.counters};
  std::erase_if(kept.counters, [](const auto& counter) { return measured(counter.first); });
}

LinkSnapshot Links::snapshot(std::string_view name, const Link& link) const {
  LinkSnapshot shown = link.snapshot();
  const auto before = replaced_.find(name);
  if (before == replaced_.end()) return shown;
  shown.samples += before->second.samples;
  shown.errors += before->second.errors;
  shown.unknown += before->second.unknown;
  for (const auto& [counter, count] : before->second.counters) shown.counters[counter] += count;
  return shown;
}

// Of the radio that listens least.
std::optional<double> Links::air_coverage() const {
  std::optional<double> least;
  for (const auto& [name, link] : links_) {
    const LinkSnapshot shown = link->snapshot();
    const auto found = shown.counters.find(std::string(kAirCoverage));
    if (found == shown.counters.end()) continue;
    const auto percent = static_cast<double>(found->second);
    least = std::min(least.value_or(percent), percent);
  }
  return least;
}

std::uint64_t Links::samples(std::string_view name, const Link& link) const {
  const auto before = replaced_.find(name);
  return link.samples() + (before == replaced_.end() ? 0 : before->second.samples);
}

bool Links::hears(const std::string& link, DeviceId device, const std::any& address) const {
  const Link* found = find(link);
  return found != nullptr && found->hears(device, address);
}

void Links::release(const std::string& link, DeviceId device) {
  if (const auto found = links_.find(link); found != links_.end()) found->second->release(device);
}

void Links::serve(const std::string& link, const Assignment& device) {
  if (const auto found = links_.find(link); found != links_.end()) found->second->serve(device);
}

const Link* Links::find(std::string_view name) const {
  const auto found = links_.find(name);
  return found == links_.end() ? nullptr : found->second.get();
}

}  // namespace gatewarden::app
