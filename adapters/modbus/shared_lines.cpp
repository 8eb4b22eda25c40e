#include "adapters/modbus/shared_lines.hpp"

#include <filesystem>

#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/transport/peer_network.hpp"
#include "gateway/base/text/host_port.hpp"

namespace gatewarden::modbus {
namespace {

// The device behind a name such as /dev/serial/by-id/..., if plugged in.
std::filesystem::path device(const std::string& port) {
  std::error_code absent;
  const auto found = std::filesystem::canonical(port, absent);
  return absent ? std::filesystem::path(port).lexically_normal() : found;
}

// Equal, or one is a wildcard: 0.0.0.0, or :: for both families.
bool meet(const HostPort& a, const HostPort& b) {
  if (a.port != b.port || a.port == 0) return false;
  const auto is = [](const std::string& host, const char* address) {
    const auto network = PeerNetwork::parse(address);
    return network && network->contains(host);
  };
  const auto covers = [&](const std::string& all, const std::string& host) {
    return is(all, "::") || (is(all, "0.0.0.0") && is(host, "0.0.0.0/0"));
  };
  return a.host == b.host || is(a.host, b.host.c_str()) || covers(a.host, b.host) || covers(b.host, a.host);
}

config::Problem problem_of(const config::Link& link, const std::string& key) {
  config::Problem problem;
  problem.place = link.place;
  problem.path = "links." + link.name + ".modbus." + key;
  return problem;
}

config::Problem same_port(const config::Link& link, const std::string& port, const config::Link& first) {
  config::Problem problem = problem_of(link, "serial");
  problem.code = "M034";
  problem.value = port;
  problem.rule = "link " + first.name + " is on this port already; the units of one line belong to one link";
  problem.example = "children: [{ ..., link: " + first.name + ", unit: 4 }]";
  return problem;
}

config::Problem same_door(const config::Link& link, const HostPort& listen, const config::Link& first) {
  config::Problem problem = problem_of(link, "dial_in.listen");
  problem.code = "M035";
  problem.value = host_and_port(listen.host, listen.port);
  problem.rule = "link " + first.name + " listens there already; each device that calls needs its own port";
  const std::uint16_t other = listen.port == 65535 ? 65534 : static_cast<std::uint16_t>(listen.port + 1);
  problem.example = "listen: \"" + host_and_port(listen.host, other) + "\"";
  return problem;
}

}  // namespace

void check_shared_lines(const config::Fleet& fleet, config::Problems& problems) {
  for (std::size_t i = 0; i < fleet.links.size(); ++i) {
    const auto* second = std::any_cast<LinkSettings>(&fleet.links[i].settings);
    for (std::size_t j = 0; second && j < i; ++j) {
      const auto* first = std::any_cast<LinkSettings>(&fleet.links[j].settings);
      if (!first) continue;
      if (first->serial && second->serial && device(*first->serial) == device(*second->serial)) {
        problems.add(same_port(fleet.links[i], *second->serial, fleet.links[j]));
        break;
      }
      if (first->dial_in && second->dial_in && meet(first->dial_in->listen, second->dial_in->listen)) {
        problems.add(same_door(fleet.links[i], second->dial_in->listen, fleet.links[j]));
        break;
      }
    }
  }
}

}  // namespace gatewarden::modbus
