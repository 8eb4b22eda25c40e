// Pauses between connections, and whether another client seems to use our client id. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "gateway/base/backoff.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/mqtt/reasons.hpp"

namespace gatewarden {

class ReconnectPauses {
 public:
  static constexpr Backoff::Bounds kBackoff{
      .first = std::chrono::seconds(1), .cap = std::chrono::minutes(2), .floor = std::chrono::seconds(1)};
  static constexpr Duration kGoodLength = std::chrono::seconds(30);  // of a connection
  static constexpr Duration kTakeoverWindow = std::chrono::minutes(1);
  static constexpr Duration kTakeoverPause = std::chrono::minutes(5);
  static constexpr unsigned kSuspiciousSessions = 4;

  explicit ReconnectPauses(std::uint64_t seed) : backoff_(kBackoff, seed) {}

  struct Pause {
    Duration length;
    bool taken_over = false;  // twice within kTakeoverWindow: another client uses our id
  };
  // After a session of this length; none: not connected.
  Pause after(std::optional<Duration> lasted, std::optional<std::uint8_t> reason, SteadyTime now) {
    if (lasted && *lasted >= kGoodLength) backoff_.reset();
    if (reason == mqtt::kServerShuttingDown) backoff_.reset();  // announced: its successor waits for us
    if (reason != mqtt::kSessionTakenOver) return {backoff_.next()};
    const bool again = taken_over_at_ && now - *taken_over_at_ <= kTakeoverWindow;
    taken_over_at_ = now;
    if (!again) return {backoff_.next()};
    // Jitter here too: two gateways with equal pauses would meet again.
    return {kTakeoverPause + backoff_.next(), true};
  }
  // The peer ended the session. Counts short sessions in a row without a reason, once that is
  // suspicious: not every broker reports a takeover (MQTT 3.1.1 cannot), and two gateways with one
  // client id see only short sessions.
  std::optional<unsigned> ended_by_peer(Duration lasted, std::optional<std::uint8_t> reason) {
    short_sessions_ = lasted < kGoodLength && !reason ? short_sessions_ + 1 : 0;
    return short_sessions_ < kSuspiciousSessions ? std::nullopt : std::optional(short_sessions_);
  }
  void useful() {
    backoff_.reset();
    short_sessions_ = 0;
  }

 private:
  Backoff backoff_;
  std::optional<SteadyTime> taken_over_at_;
  unsigned short_sessions_ = 0;  // in a row
};

}  // namespace gatewarden
