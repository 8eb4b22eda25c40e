// When the next request may leave (line_pace.hpp), and a timer for that:
// a fast line's silences are shorter than a tick.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "adapters/modbus/wire/line_pace.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class LinePauses {
 public:
  // The clock outlives it.
  LinePauses(Clock& clock, LinePace::Pauses pauses, std::function<void()> over)
      : clock_(clock), pace_(pauses), over_(std::move(over)) {}

  void asked(std::uint8_t unit, SteadyTime end) { pace_.asked(unit, end); }
  void heard(SteadyTime now) { pace_.heard(now); }
  void reset() { pace_.reset(); }  // for a new connection
  // Nobody is asked before `then`.
  void hold(SteadyTime then) { not_before_ = then; }

  // Whether a request may leave, as far as is known; and one to `unit`.
  bool free(SteadyTime now) const { return now >= not_before_; }
  bool free_for(std::uint8_t unit, SteadyTime now) {
    not_before_ = pace_.free_for(unit);
    return free(now);
  }

  // Calls `over` at the end of the pause, once.
  void await_end() {
    if (armed_for_ == not_before_) return;
    if (!timer_) timer_ = clock_.timer(over_);
    armed_for_ = not_before_;
    timer_->arm(armed_for_);
  }
  void stop() {
    timer_.reset();
    armed_for_ = SteadyTime::min();
  }

 private:
  Clock& clock_;
  LinePace pace_;
  std::function<void()> over_;
  SteadyTime not_before_ = SteadyTime::min();
  SteadyTime armed_for_ = SteadyTime::min();
  std::unique_ptr<Timer> timer_;  // only if there are pauses
};

}  // namespace gatewarden::modbus
