#include "adapters/modbus/shared_lines.hpp"

#include <arpa/inet.h>

#include <filesystem>
#include <map>
#include <string_view>

#include "adapters/modbus/settings/link_settings.hpp"
#include "gateway/base/text/host_port.hpp"

namespace gatewarden::modbus {
namespace {

// The device behind a name such as /dev/serial/by-id/..., if plugged in.
std::filesystem::path device(const std::string& port) {
  std::error_code absent;
  const auto found = std::filesystem::canonical(port, absent);
  return absent ? std::filesystem::path(port).lexically_normal() : found;
}

// An address in the one spelling of all that mean it, IPv4 mapped into IPv6 as IPv4; other text as it is.
std::string spelled(const std::string& host) {
  constexpr std::string_view kMapped = "::ffff:";
  in6_addr address{};
  char text[INET6_ADDRSTRLEN];
  if (inet_pton(AF_INET6, host.c_str(), &address) != 1) return host;
  const std::string all = inet_ntop(AF_INET6, &address, text, sizeof text);
  return all.starts_with(kMapped) && all.find('.') != std::string::npos ? all.substr(kMapped.size()) : all;
}

// The links that listen on one port. Two meet if their addresses are equal, or one is a wildcard, which is
// 0.0.0.0 for IPv4 and :: for both families.
class Doors {
 public:
  // An earlier one that meets this one, which is kept; null if there is none.
  const config::Link* add(const config::Link& link, const std::string& listen) {
    const std::string host = spelled(listen);
    const bool both = host == "::", every_v4 = host == "0.0.0.0";
    const bool v4 = host.find_first_not_of("0123456789.") == std::string::npos;
    const config::Link* before = both ? first_ : both_;
    if (!before && v4) before = every_v4 ? first_v4_ : every_v4_;
    const auto [same, is_new] = by_host_.emplace(host, &link);
    if (!before && !is_new) before = same->second;
    const auto keep = [&](bool counts, const config::Link*& first) {
      if (counts && first == nullptr) first = &link;
    };
    keep(true, first_);
    keep(v4, first_v4_);
    keep(both, both_);
    keep(every_v4, every_v4_);
    return before;
  }

 private:
  std::map<std::string, const config::Link*> by_host_;
  const config::Link *first_ = nullptr, *first_v4_ = nullptr, *both_ = nullptr, *every_v4_ = nullptr;
};

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
  std::map<std::filesystem::path, const config::Link*> ports;
  std::map<std::uint16_t, Doors> doors;
  for (const config::Link& link : fleet.links) {
    const auto* settings = std::any_cast<LinkSettings>(&link.settings);
    if (settings && settings->serial) {
      const auto [first, is_new] = ports.emplace(device(*settings->serial), &link);
      if (!is_new) problems.add(same_port(link, *settings->serial, *first->second));
    }
    if (settings && settings->dial_in && settings->dial_in->listen.port != 0) {
      const HostPort& listen = settings->dial_in->listen;
      const config::Link* first = doors[listen.port].add(link, listen.host);
      if (first) problems.add(same_door(link, listen, *first));
    }
  }
}

}  // namespace gatewarden::modbus
