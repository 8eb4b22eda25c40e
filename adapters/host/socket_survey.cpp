#include "adapters/host/socket_survey.hpp"

#include <algorithm>
#include <iterator>

namespace gatewarden::host {

void SocketSurvey::add_tcp(const Socket& socket) {
  if (left_out(socket)) return;
  if (socket.state == SocketState::established) add_connection(socket);
  if (socket.state == SocketState::listen)
    tcp_.insert({socket.local_port, interfaces_.bound_to(socket.local)});
}

void SocketSurvey::add_udp(const Socket& socket) {
  const bool takes_from_anyone =
      socket.state == SocketState::close && socket.remote_port == 0 && socket.remote.is_wildcard();
  if (!takes_from_anyone || socket.local_port == 0 || left_out(socket)) return;
  if (clients_.contains(socket.local_port)) return;
  udp_.insert({socket.local_port, interfaces_.bound_to(socket.local)});
}

bool SocketSurvey::left_out(const Socket& socket) const {
  if (with_loopback_) return false;
  if (socket.local.is_loopback() || socket.remote.is_loopback()) return true;
  return socket.state == SocketState::established && interfaces_.is_own(socket.remote);
}

// Algorithm R: of n connections each is listed with equal probability.
void SocketSurvey::add_connection(const Socket& socket) {
  auto& list = established_.connections;
  const std::uint64_t position = established_.total++;
  Connection* place = nullptr;
  if (position < kMaxListed) {
    place = &list.emplace_back();
  } else {
    const auto chosen = std::uniform_int_distribution<std::uint64_t>(0, position)(random_);
    if (chosen >= kMaxListed) return;
    place = &list[chosen];
  }
  *place = {socket.remote.text(), socket.remote_port, socket.local_port, interfaces_.bound_to(socket.local)};
}

PortList SocketSurvey::listed(const std::set<Port>& ports) {
  PortList list;
  list.total = ports.size();
  std::sample(ports.begin(), ports.end(), std::back_inserter(list.ports), kMaxListed, random_);
  return list;
}

}  // namespace gatewarden::host
