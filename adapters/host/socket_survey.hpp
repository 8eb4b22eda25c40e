// Turns the kernel's sockets into a report's: which ports listen, who is connected. Pure.
//
// listening TCP   state LISTEN
// listening UDP   bound, and connected to nobody: it takes datagrams from anyone who can reach it. A client
//                 that connects its socket (most resolvers) is not listed; one that does not is, because
//                 nothing distinguishes it from a server.
// established     TCP in state ESTABLISHED
//
// Listeners on the same port and interface (SO_REUSEPORT, several addresses of one interface) are one
// entry. By default, sockets within the machine are left out: bound to a loopback address, or connected
// from one of its addresses to another.
#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <vector>

#include "adapters/host/interfaces.hpp"
#include "adapters/host/proc_net.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden::host {

class SocketSurvey {
 public:
  // The most entries of a list; connections are sampled, all equally likely. Totals are true.
  static constexpr std::size_t kMaxListed = 500;

  SocketSurvey(const InterfaceNames& interfaces, bool with_loopback, std::uint64_t seed)
      : interfaces_(interfaces), with_loopback_(with_loopback), random_(seed) {}

  void add_tcp(const Socket& socket);
  void add_udp(const Socket& socket);

  PortList listening_tcp() const { return listed(tcp_); }
  PortList listening_udp() const { return listed(udp_); }
  const ConnectionList& established() const { return established_; }

 private:
  static PortList listed(const std::set<Port>& ports);
  bool left_out(const Socket& socket) const;
  void add_connection(const Socket& socket);

  const InterfaceNames& interfaces_;
  bool with_loopback_;
  std::mt19937_64 random_;
  std::set<Port> tcp_;
  std::set<Port> udp_;
  ConnectionList established_;
};

}  // namespace gatewarden::host
