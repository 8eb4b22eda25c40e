// What came over a connection, has passed the guard, and waits for the library.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "gateway/mqtt/connection/broker_connection.hpp"
#include "gateway/mqtt/connection/packet_guard.hpp"

namespace gatewarden::mqtt {

class GuardedIntake {
 public:
  explicit GuardedIntake(const Target& target) : guard_(target.version, target.max_payload) {}

  // Reads once, when nothing is ready; the bytes that came. 0: nothing now, or the end.
  std::size_t fill(BrokerConnection& from) {
    std::array<std::uint8_t, 16 * 1024> arrived;
    ready_.clear();
    used_ = 0;
    const std::size_t count = from.read(arrived);
    guard_.pass(Octets(arrived).first(count), ready_);
    return count;
  }
  // What the library says: the guard must know of it before an answer can come.
  void send(Octets bytes, BrokerConnection& to) {
    guard_.sent(bytes);
    to.write(bytes);
  }
  // A keep-alive besides the library's, unless something else is on its way.
  void ping(BrokerConnection& to) {
    static constexpr std::array<std::uint8_t, 2> kPingRequest{0xC0, 0};
    if (between_sent() && to.unsent() == 0) send(kPingRequest, to);
  }
  bool greeting_sent() const { return guard_.greeting_sent(); }
  bool between_sent() const { return guard_.between_sent(); }
  Octets ready() const { return Octets(ready_).subspan(used_); }
  void use(std::size_t count) { used_ += count; }
  // What the broker sent that no library may see; after what is ready. Empty: nothing.
  const std::string& fault() const { return guard_.fault(); }

 private:
  PacketGuard guard_;
  std::vector<std::uint8_t> ready_;
  std::size_t used_ = 0;  // of these
};

}  // namespace gatewarden::mqtt
