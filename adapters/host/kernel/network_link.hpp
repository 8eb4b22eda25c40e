// How the interfaces of a machine stand on each other, and whose traffic counts. Pure.
//
// The kernel counts a byte at every layer it passes: a container's at eth0, at the bridge and at the veth; a VPN's at
// tun0 and again, encrypted, at eth0. What passes the machine's border counts once: at its hardware.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatewarden::host {

enum class LinkKind {
  hardware,    // a device is behind it: Ethernet, Wi-Fi, modem, a virtual machine's card
  half,        // the border of a network namespace: veth, macvlan, ... with the other half elsewhere
  collecting,  // passes on what its ports carry: bridge, bond, team
  tunnel,      // packed into packets of another interface: tun, wireguard, vxlan, ...
  sink,        // nothing is behind it: dummy, ifb; no IP network: CAN
};

struct NetworkLink {
  std::string name;
  LinkKind kind = LinkKind::half;
  std::string master;  // whose port it is: a bridge's, a bond's
  std::string below;   // what carries it on this machine: a VLAN's Ethernet, the other half of a veth
};

// By the name rtnetlink (IFLA_INFO_KIND) and sysfs (DEVTYPE) have for it; empty: hardware. `ppp` is a modem's, unless
// PPP runs over Ethernet here.
LinkKind link_kind(std::string_view word, bool ppp_over_ethernet);

// The names that count, without loopback. Hardware; a container has none: there the halves count; where these are ports
// themselves, the bridge or bond on top; where nothing else is, tunnels.
std::set<std::string> border_of(const std::vector<NetworkLink>& links);

}  // namespace gatewarden::host
