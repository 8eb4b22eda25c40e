#include "adapters/host/host_sources.hpp"

#include <filesystem>

#include "adapters/host/kernel/host_addresses.hpp"
#include "adapters/host/kernel/kernel_file.hpp"
#include "adapters/host/kernel/rtnetlink.hpp"
#include "adapters/host/kernel/sysfs_links.hpp"

namespace gatewarden::host {
namespace {

constexpr std::size_t kMaxSessions = 64 * 1024;

// A header, then a line per session.
bool has_pppoe(const std::string& file) {
  std::size_t lines = 0;
  (void)each_line(file, kMaxSessions, [&](std::string_view) { return ++lines < 2; });
  return lines > 1;
}

}  // namespace

std::string HostSources::path(std::string_view below) const {
  return (std::filesystem::path(root) / below).string();
}

std::string HostSources::net(std::string_view table) const {
  return path(own() ? "proc/net" : "proc/1/net") + "/" + std::string(table);
}

std::vector<Interface> HostSources::addresses() const {
  if (addresses_of_its_own) return addresses_of_its_own();
  return own() ? system_interfaces() : addresses_in(path("proc/1/net"));
}

// The kernel's word first: /sys shows the network namespace that it was mounted in, which may be another.
std::optional<std::vector<NetworkLink>> HostSources::links() const {
  const bool ppp_over_ethernet = has_pppoe(net("pppoe"));
  if (own()) {
    if (auto links = kernel_links(ppp_over_ethernet)) return links;
  }
  return sysfs_links(path("sys/class/net"), ppp_over_ethernet);
}

// A namespace's own: what a container reads below the host's /proc/sys is its own range. Nearly all have the default.
EphemeralPorts HostSources::ephemeral_ports() const {
  if (ephemeral_udp) return {};
  const auto text = [this](const char* name) {
    auto read = whole(path(std::string("proc/sys/net/ipv4/") + name));
    return read ? std::move(*read) : std::string();
  };
  return {text("ip_local_port_range"), text("ip_local_reserved_ports")};
}

}  // namespace gatewarden::host
