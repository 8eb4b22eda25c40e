// The connection to one broker over its many sessions: whether it stands, why not, and when it is tried again.
// Pure: time is an argument.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/base/backoff.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::local_mqtt {

class ConnectionState {
 public:
  // A broker is near, so the first attempts are quick; but a crowd of gateways must not fall on it in step.
  static constexpr Backoff::Bounds kPauses{std::chrono::seconds(1), std::chrono::seconds(30),
                                           std::chrono::milliseconds(100)};
  // After a connection that held this long the pauses are short again.
  static constexpr Duration kHeld = std::chrono::seconds(10);

  explicit ConnectionState(std::uint64_t seed) : backoff_(kPauses, seed) {}

  bool is(LinkState state) const { return state_ == state; }
  void stopped() { state_ = LinkState::stopped; }
  void connecting() { state_ = LinkState::connecting; }
  void connected(SteadyTime now);
  // Lost, or not made. When to try again.
  SteadyTime lost(const std::string& why, SteadyTime now);
  // Whether the log is to say so: once an outage, whatever the number of attempts.
  bool loss_is_news();

  // The last failure; empty once connected.
  const std::string& why() const { return why_; }
  void failed(const std::string& why) { why_ = why; }
  // Adds its own part.
  void show(LinkSnapshot& shown, SteadyTime now) const;

 private:
  LinkState state_ = LinkState::stopped;
  SteadyTime connected_at_{};  // of the last session that was
  SteadyTime retry_at_{};      // while waiting
  Backoff backoff_;
  std::string why_;
  bool loss_told_ = false;
  std::uint64_t connects_ = 0;
  std::uint64_t losses_ = 0;
};

}  // namespace gatewarden::local_mqtt
