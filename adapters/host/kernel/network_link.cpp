#include "adapters/host/kernel/network_link.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace gatewarden::host {
namespace {

constexpr std::string_view kHardware[] = {"", "wlan", "wwan", "ipoib", "dsa", "gadget"};
constexpr std::string_view kCollecting[] = {"bridge", "bond", "team", "vrf", "openvswitch"};
constexpr std::string_view kTunnels[] = {"tun",    "wireguard", "ovpn",   "ipip",    "ip6tnl", "sit",
                                         "gre",    "gretap",    "ip6gre", "vti",     "vti6",   "ip6gretap",
                                         "erspan", "ip6erspan", "xfrm",   "vxlan",   "geneve", "gtp",
                                         "amt",    "l2tpeth",   "batadv", "bareudp", "l2tp"};
constexpr std::string_view kSinks[] = {"dummy", "ifb", "nlmon", "can", "vcan", "vxcan"};

template <std::size_t size>
bool is_one_of(const std::string_view (&words)[size], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// Of all that have a rank, the lowest counts. Nothing: what passes it passes another one too.
std::optional<LinkKind> rank_of(const NetworkLink& link, const std::set<std::string>& masters) {
  if (!link.below.empty()) return std::nullopt;
  const bool has_ports = masters.count(link.name) > 0;
  if (link.kind == LinkKind::hardware) return has_ports ? std::nullopt : std::optional(link.kind);
  if (!link.master.empty()) return std::nullopt;
  return has_ports ? LinkKind::collecting : link.kind;
}

}  // namespace

LinkKind link_kind(std::string_view word, bool ppp_over_ethernet) {
  if (word == "ppp") return ppp_over_ethernet ? LinkKind::tunnel : LinkKind::hardware;
  if (is_one_of(kHardware, word)) return LinkKind::hardware;
  if (is_one_of(kCollecting, word)) return LinkKind::collecting;
  if (is_one_of(kTunnels, word)) return LinkKind::tunnel;
  return is_one_of(kSinks, word) ? LinkKind::sink : LinkKind::half;
}

std::set<std::string> border_of(const std::vector<NetworkLink>& links) {
  std::set<std::string> masters, border;
  for (const NetworkLink& link : links) masters.insert(link.master);
  std::optional<LinkKind> lowest;
  for (const NetworkLink& link : links) {
    const auto rank = rank_of(link, masters);
    if (!rank || (lowest && *lowest < *rank)) continue;
    if (lowest != rank) border.clear();
    lowest = rank;
    border.insert(link.name);
  }
  return border;
}

}  // namespace gatewarden::host
