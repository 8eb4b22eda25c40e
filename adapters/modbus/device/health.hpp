// Whether a device answers, and how a dead one is kept from costing the living. Pure.
#pragma once

#include <algorithm>
#include <chrono>

#include "gateway/base/clock.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::modbus {

// never seen -> online <-> degraded (the last requests went unanswered) -> offline (`misses` in a row)
// and from offline back to online with the first answer.
class Health {
 public:
  // A returning device is noticed within this, or within its own period where that is longer.
  static constexpr Duration kMaxPause = std::chrono::seconds(30);

  explicit Health(unsigned misses) : limit_(misses) {}

  void answered() {
    missed_ = 0;
    seen_ = true;
  }
  void missed() { ++missed_; }

  bool seen() const { return seen_; }
  unsigned missed_in_a_row() const { return missed_; }
  DeviceState state() const {
    if (!seen_) return DeviceState::never_seen;
    if (missed_ == 0) return DeviceState::online;
    return missed_ < limit_ ? DeviceState::degraded : DeviceState::offline;
  }
  // Asked within the link's probe budget only: offline, or never seen and already asked without an answer.
  bool suspect() const { return missed_ >= (seen_ ? limit_ : 1u); }

  // The wait before the next probe: doubles from the period up to kMaxPause; `chance` in [0, 1) takes off
  // up to half, so that devices which died together are not probed together.
  Duration pause(Duration period, double chance) const {
    Duration ceiling = period;
    for (unsigned i = seen_ ? limit_ : 1u; i < missed_ && ceiling < kMaxPause; ++i) ceiling *= 2;
    ceiling = std::max(period, std::min(ceiling, kMaxPause));
    return std::chrono::duration_cast<Duration>(ceiling * (1 - chance / 2));
  }

 private:
  unsigned limit_;
  unsigned missed_ = 0;
  bool seen_ = false;
};

// A link answers `places` requests at a time. Probes of dead devices together may keep places from the living
// for at most kShare of the time: one probe at a time, and after one that cost a time-out a pause that makes
// up for it. A probe that is answered costs nothing.
class ProbeBudget {
 public:
  static constexpr double kShare = 0.1;

  explicit ProbeBudget(unsigned places) : places_(places) {}

  bool allows(SteadyTime now) const { return !out_ && now >= next_; }
  SteadyTime next() const { return out_ ? SteadyTime::max() : next_; }
  void sent() { out_ = true; }
  void answered() { out_ = false; }
  void unanswered(SteadyTime sent, SteadyTime given_up) {
    out_ = false;
    next_ = sent + std::chrono::duration_cast<Duration>((given_up - sent) / (kShare * places_));
  }

 private:
  unsigned places_;
  bool out_ = false;
  SteadyTime next_ = SteadyTime::min();
};

}  // namespace gatewarden::modbus
