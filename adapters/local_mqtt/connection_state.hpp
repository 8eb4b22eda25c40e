// Whether the broker is connected, why not, and when to try again. Pure: time is an argument.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/base/backoff.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::local_mqtt {

class ConnectionState {
 public:
  // Short at first, since a broker is near; with full jitter, since many gateways may come back at once.
  static constexpr Backoff::Bounds kPauses{std::chrono::seconds(1), std::chrono::seconds(30),
                                           std::chrono::milliseconds(100)};
  // A connection that held this long makes the pauses short again.
  static constexpr Duration kHeld = std::chrono::seconds(10);

  explicit ConnectionState(std::uint64_t seed) : backoff_(kPauses, seed) {}

  bool is(LinkState state) const { return state_ == state; }
  void stopped() { state_ = LinkState::stopped; }
  void connecting() { state_ = LinkState::connecting; }
  void connected(SteadyTime now);
  // Gives the time of the next attempt.
  SteadyTime lost(const std::string& why, SteadyTime now);
  // True once per outage.
  bool loss_is_news();

  // The last failure; empty once connected.
  const std::string& why() const { return why_; }
  void failed(const std::string& why) { why_ = why; }
  void show(LinkSnapshot& shown, SteadyTime now) const;

 private:
  LinkState state_ = LinkState::stopped;
  SteadyTime connected_at_{};
  SteadyTime retry_at_{};
  Backoff backoff_;
  std::string why_;
  bool loss_told_ = false;
  std::uint64_t connects_ = 0;
  std::uint64_t losses_ = 0;
};

}  // namespace gatewarden::local_mqtt
