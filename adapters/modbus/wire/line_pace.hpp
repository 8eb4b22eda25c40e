// When the next request may leave: after the silence that ends a frame, the rest a device needs, and the
// longer one some need when another unit speaks. Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

// What a serial server or adapter still holds from before comes right after the line is opened. RTU could
// take it for an answer, so nothing is asked until then.
inline constexpr Duration kStaleBytes = std::chrono::milliseconds(50);

class LinePace {
 public:
  struct Pauses {
    Duration between{};          // any two requests, an answer and a request
    Duration switching_units{};  // the same, to another unit; not shorter
  };
  explicit LinePace(Pauses pauses) : pauses_(pauses) {}

  // The last bit of a request is on the line at `end`.
  void asked(std::uint8_t unit, SteadyTime end) {
    last_unit_ = unit;
    busy_until_ = end;
  }
  // Bytes came, whosever they are.
  void heard(SteadyTime now) { busy_until_ = std::max(busy_until_, now); }
  void reset() { *this = LinePace(pauses_); }

  // When `unit` may be asked. Never later because it was asked about.
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
