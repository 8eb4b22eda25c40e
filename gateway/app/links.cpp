#include "gateway/app/links.hpp"

#include "adapters/local_mqtt/local_mqtt_link.hpp"
#include "gateway/base/log.hpp"
#include "gateway/mqtt/mosquitto_session.hpp"

namespace gatewarden::app {

Links::Links(boost::asio::io_context& io, Clock& clock, SampleSink& sink, Directory& directory,
             DeviceMemory& memory, Health health, std::uint64_t seed)
    : clock_(clock),
      sink_(sink),
      directory_(directory),
      health_(std::move(health)),
      seed_(seed),
      modbus_(clock, io, &memory),
      brokers_(mqtt::mosquitto_sessions(io)) {}

Links::~Links() = default;

void Links::apply(const config::Fleet& fleet, const Population& population) {
  std::map<std::string, std::size_t, std::less<>> wanted;
  for (std::size_t i = 0; i < fleet.links.size(); ++i) wanted.emplace(fleet.links[i].name, i);

  for (auto link = links_.begin(); link != links_.end();) {
    const auto kept = wanted.find(link->first);
    if (link->first == kHostLink ||
        (kept != wanted.end() && fingerprints_[link->first] == fleet.links[kept->second].fingerprint)) {
      ++link;
      continue;
    }
    link->second->stop();
    log::info("app", "link_removed", {{"link", link->first}});
    fingerprints_.erase(link->first);
    link = links_.erase(link);
  }
  for (const auto& [name, index] : wanted) {
    const config::Link& settings = fleet.links[index];
    auto found = links_.find(name);
    const bool fresh = found == links_.end();
    if (fresh) {
      found = links_.emplace(name, make(settings)).first;
      fingerprints_[name] = settings.fingerprint;
    }
    found->second->assign(population.assignments(fleet, index));
    if (fresh) found->second->start();
  }
  apply_host(fleet, population);
}

std::unique_ptr<Link> Links::make(const config::Link& link) {
  if (link.protocol == "modbus") return modbus_.link(link.name, link.settings, sink_);
  // The reader of the fleet file knows no other protocols than protocols() lists.
  local_mqtt::Surroundings around{sink_, clock_, brokers_, &directory_, ++seed_};
  return std::make_unique<local_mqtt::LocalMqttLink>(
      link.name, std::any_cast<local_mqtt::Settings>(link.settings), around);
}

void Links::apply_host(const config::Fleet& fleet, const Population& population) {
  const config::Host& wanted = fleet.gateway.host;
  std::string fingerprint = std::to_string(wanted.every.count()) + (wanted.loopback ? " lo" : "");
  for (const std::string& metric : wanted.metrics) fingerprint += " " + metric;
  const auto assignment = population.host_assignment();
  auto found = links_.find(kHostLink);
  if (found != links_.end() && (!assignment || fingerprints_[std::string(kHostLink)] != fingerprint)) {
    found->second->stop();
    links_.erase(found);
    found = links_.end();
  }
  if (!assignment) return;
  const bool fresh = found == links_.end();
  if (fresh) {
    host::HostSettings settings;
    settings.every = wanted.every;
    settings.sources.loopback = wanted.loopback;
    settings.sources.state_directory = fleet.gateway.state_directory;
    settings.sources.seed = ++seed_;
    settings.health = health_;
    found = links_.emplace(kHostLink, host::make_host_link(std::move(settings), sink_, clock_)).first;
    fingerprints_[std::string(kHostLink)] = std::move(fingerprint);
  }
  found->second->assign({*assignment});
  if (fresh) found->second->start();
}

void Links::stop() {
  for (const auto& [name, link] : links_) link->stop();
}

const Link* Links::find(std::string_view name) const {
  const auto found = links_.find(name);
  return found == links_.end() ? nullptr : found->second.get();
}

}  // namespace gatewarden::app
