// How many publishes may be under way: as many as settings and broker allow and the broker proved to take,
// but few after a session that ended with some under way. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "gateway/mqtt/reasons.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden {

class PublishWindow {
 public:
  explicit PublishWindow(std::uint16_t in_flight) : in_flight_(in_flight) {}

  // The Receive Maximum of the new session.
  void announced(std::uint16_t receive_maximum) { announced_ = receive_maximum; }
  void acknowledged() { cautious_ = std::min<std::size_t>(cautious_ + 1, limits::kInFlight); }
  void session_ended(std::size_t under_way, std::optional<std::uint8_t> reason) {
    if (reason == mqtt::kReceiveMaximumExceeded) proved_ = static_cast<std::uint16_t>(full() / 2 + 1);
    if (under_way > 0) cautious_ = 1;
  }
  std::size_t size() const { return std::max<std::size_t>(1, std::min(full(), cautious_)); }

 private:
  std::size_t full() const {
    return std::max<std::size_t>(1, std::min({in_flight_, announced_, limits::kInFlight, proved_}));
  }

  const std::uint16_t in_flight_;
  std::uint16_t announced_ = 65535;
  std::uint16_t proved_ = limits::kInFlight;  // what the broker takes, whatever it announced
  // Starts small, so that a publish the broker hangs up on takes few others along. Grows
  // by one per acknowledgement.
  std::size_t cautious_ = limits::kInFlight;
};

}  // namespace gatewarden
