// How long a child has been silent: from wall clock, which runs share, to steady clock and back.
#pragma once

#include <chrono>
#include <optional>

#include "gateway/base/clock_pair.hpp"
#include "gateway/base/earliest_believable.hpp"
#include "gateway/report/signs_of_life.hpp"
#include "gateway/store/stored_state.hpp"

namespace gatewarden::app {

// Later times do not fit the steady clock.
inline constexpr WallTime kLatestBelievable =
    std::chrono::sys_days{std::chrono::year{2200} / std::chrono::January / 1};

// Nothing: not known. In the future if the clock has stepped back or is not set yet (SignsOfLife).
inline std::optional<Silence> silence_of(const ThingRecord& known, ClockPair now) {
  const bool seen = known.seen != WallTime{};
  const WallTime since = seen ? known.seen : known.awaited;
  if (since < kEarliestBelievable || since > kLatestBelievable) return std::nullopt;
  return Silence{now.steady_at(since), seen};
}

// A clock that is not set says nothing of it.
inline void put_silence(const std::optional<Silence>& silence, ClockPair now, ThingRecord& record) {
  if (!silence || now.wall < kEarliestBelievable) return;
  (silence->ever_seen ? record.seen : record.awaited) = now.wall_at(silence->since);
}

}  // namespace gatewarden::app
