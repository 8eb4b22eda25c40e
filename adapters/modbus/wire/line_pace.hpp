// When the next request may leave: after the silence that ends a frame, the device's rest, and the longer one
// some need when the unit changes. Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

// Bytes held by a serial server or adapter arrive right after opening. RTU could take them for an answer, so
// the first request waits this long.
inline constexpr Duration kStaleBytes = std::chrono::milliseconds(50);

class LinePace {
 public:
  struct Pauses {
    Duration between{};          // between any two requests, or an answer and a request
    Duration switching_units{};  // the same, if the unit changes; not shorter
  };
  explicit LinePace(Pauses pauses) : pauses_(pauses) {}

  // `end`: when the last bit of the request has been sent.
  void asked(std::uint8_t unit, SteadyTime end) {
    last_unit_ = unit;
    busy_until_ = end;
  }
  // Bytes came, from any unit.
  void heard(SteadyTime now) { busy_until_ = std::max(busy_until_, now); }
  void reset() { *this = LinePace(pauses_); }

  // When `unit` may be asked. Asking does not move this time.
  SteadyTime free_for(std::uint8_t unit) const {
    if (busy_until_ == SteadyTime::min()) return busy_until_;
    const bool switching = last_unit_ && *last_unit_ != unit;
    return busy_until_ + (switching ? std::max(pauses_.between, pauses_.switching_units) : pauses_.between);
  }

 private:
  Pauses pauses_;
  SteadyTime busy_until_ = SteadyTime::min();
  std::optional<std::uint8_t> last_unit_;
};

}  // namespace gatewarden::modbus
