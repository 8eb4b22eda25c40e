#include "gateway/app/links.hpp"

#include <algorithm>

#include "adapters/host/host_link.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::app {

Links::Links(LinkParts parts, Health health, std::uint64_t seed)
    : parts_(parts), health_(std::move(health)), seed_(seed) {}

void Links::apply(const config::Fleet& fleet, const Population& population) {
  std::erase_if(replaced_, [&](const auto& link) {
    return link.first != kHostLink &&
           std::none_of(fleet.links.begin(), fleet.links.end(),
                        [&](const config::Link& one) { return one.name == link.first; });
  });
  std::map<std::string_view, std::size_t, NaturalOrder> in_order;  // by name, whatever the file's order
  for (std::size_t i = 0; i < fleet.links.size(); ++i) in_order.emplace(fleet.links[i].name, i);
  const std::vector<config::ChildrenOfLink> children = config::children_by_link(fleet);
  for (const auto& [name, index] : in_order) {
    const config::Link& settings = fleet.links[index];
    auto found = links_.find(name);
    const bool fresh = found == links_.end();
    if (fresh) {
      found = links_.emplace(name, make(settings)).first;
      fingerprints_[settings.name] = settings.fingerprint;
    }
    found->second->assign(population.assignments(fleet, children[index]));
    if (fresh) found->second->start();
  }
  apply_host(fleet, population);
}

void Links::stop_others(const config::Fleet& fleet) {
  for (auto link = links_.begin(); link != links_.end();) {
    const std::string& name = link->first;
    const bool kept = std::any_of(fleet.links.begin(), fleet.links.end(), [&](const config::Link& wanted) {
      return wanted.name == name && wanted.fingerprint == fingerprints_[name];
    });
    if (kept || name == kHostLink) {
      ++link;
      continue;
    }
    keep_totals(name, *link->second);
    link->second->stop();
    log::info("app", "link_removed", {{"link", name}});
    fingerprints_.erase(name);
    link = links_.erase(link);
  }
}

std::unique_ptr<Link> Links::make(const config::Link& link) {
  auto maker = makers_.find(link.protocol);
  if (maker == makers_.end()) {
    maker = makers_.emplace(link.protocol, link_maker(link.protocol, parts_)).first;
  }
  return maker->second(link, ++seed_);
}

void Links::apply_host(const config::Fleet& fleet, const Population& population) {
  const config::Host& wanted = fleet.gateway.host;
  std::string fingerprint = std::to_string(wanted.every.count()) + (wanted.loopback ? " lo" : "") +
                            (wanted.ephemeral_udp ? " ephemeral " : " ") + wanted.root;
  for (const std::string& interface : wanted.interfaces) fingerprint += " /" + interface;
  for (const std::string& metric : wanted.metrics) fingerprint += " " + metric;
  const auto assignment = population.host_assignment();
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
    host::HostSettings settings;
    settings.every = wanted.every;
    settings.sources.root = wanted.root;
    settings.sources.loopback = wanted.loopback;
    settings.sources.ephemeral_udp = wanted.ephemeral_udp;
    settings.sources.counted = wanted.interfaces;
    settings.sources.state_directory = fleet.gateway.state_directory;
    settings.sources.seed = ++seed_;
    settings.sources.health = health_;
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

void Links::release(std::string_view name, DeviceId device) {
  if (const auto found = links_.find(name); found != links_.end()) found->second->release(device);
}

bool Links::hears(std::string_view name, DeviceId device, const std::any& address) const {
  const Link* link = find(name);
  return link != nullptr && link->hears(device, address);
}

const Link* Links::find(std::string_view name) const {
  const auto found = links_.find(name);
  return found == links_.end() ? nullptr : found->second.get();
}

}  // namespace gatewarden::app
