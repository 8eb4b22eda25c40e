// Turns the kernel's sockets into a report's: which ports listen, who is connected. Pure.
//
// listening TCP   state LISTEN
// listening UDP   bound, and connected to nobody: it takes datagrams from anyone who can reach it. A client
//                 that does not connect its socket (musl's resolver, QUIC) looks like a server to the kernel, so
//                 the ports that clients are given are not claimed to listen, unless told otherwise.
// established     TCP in state ESTABLISHED
//
// Listeners on the same port and interface (SO_REUSEPORT, several addresses of one interface) are one
// entry. By default, sockets within the machine are left out: bound to a loopback address, or connected
// from one of its addresses to another.
#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "adapters/host/kernel/ephemeral_ports.hpp"
#include "adapters/host/kernel/interfaces.hpp"
#include "adapters/host/kernel/proc_net.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden::host {

class SocketSurvey {
 public:
  // The most entries of a list, sampled from all of them, each equally likely. Totals are true.
  static constexpr std::size_t kMaxListed = 500;

  // UDP sockets on `clients` do not listen.
  SocketSurvey(const InterfaceNames& interfaces, EphemeralPorts clients, bool with_loopback,
               std::uint64_t seed)
      : interfaces_(interfaces), clients_(std::move(clients)), with_loopback_(with_loopback), random_(seed) {}

  void add_tcp(const Socket& socket);
  void add_udp(const Socket& socket);

  PortList listening_tcp() { return listed(tcp_); }
  PortList listening_udp() { return listed(udp_); }
  const ConnectionList& established() const { return established_; }

 private:
  PortList listed(const std::set<Port>& ports);
  bool left_out(const Socket& socket) const;
  void add_connection(const Socket& socket);

  const InterfaceNames& interfaces_;
  EphemeralPorts clients_;
  bool with_loopback_;
  std::mt19937_64 random_;
  std::set<Port> tcp_;  // at most what the kernel's bounded tables hold
  std::set<Port> udp_;
  ConnectionList established_;
};

}  // namespace gatewarden::host
