// The caller's ticket of each unacknowledged packet. Pure.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

class PacketTickets {
 public:
  // Each publish completes exactly once.
  void publish(Ticket ticket) { open_.insert(ticket); }
  void published_as(int packet, Ticket ticket) { publishing_[packet] = ticket; }
  void subscribed_as(int packet, Ticket ticket) { subscribing_[packet] = ticket; }

  // False: completed before.
  bool complete(Ticket ticket) { return open_.erase(ticket) > 0; }
  // The acknowledged publish; none if the packet is not ours.
  std::optional<Ticket> take_publish(int packet) { return take(publishing_, packet); }
  std::optional<Ticket> take_subscription(int packet) { return take(subscribing_, packet); }
  // Returns and forgets the publishes not completed.
  std::set<Ticket> give_up() { return std::exchange(open_, {}); }

 private:
  using Packets = std::map<int, Ticket>;
  static std::optional<Ticket> take(Packets& packets, int packet) {
    const auto found = packets.find(packet);
    if (found == packets.end()) return std::nullopt;
    const Ticket ticket = found->second;
    packets.erase(found);
    return ticket;
  }

  Packets publishing_, subscribing_;
  std::set<Ticket> open_;  // publishes not completed
};

}  // namespace gatewarden::mqtt
