// Whether a device answers, and what a dead one may cost the living. Pure.
#pragma once

#include <algorithm>
#include <chrono>

#include "gateway/base/clock.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::modbus {

// never seen -> online <-> degraded (the last request was unanswered) -> offline (`misses` in a row) ->
// online with the first answer. One that answers, but too late, is degraded; it is asked like a silent one,
// since each request costs its line a time-out.
class Health {
 public:
  // A returning device is noticed within this, or its period if longer.
  static constexpr Duration kMaxPause = std::chrono::seconds(30);

  explicit Health(unsigned misses) : limit_(misses) {}

  void answered() {
    missed_ = unheard_ = 0;
    seen_ = true;
    late_ = false;
  }
  void missed() {
    ++missed_;
    ++unheard_;
  }
  // A request that was missed is answered after all.
  void answered_late() {
    unheard_ = 0;
    late_ = true;
  }

  // Answered in time, once.
  bool seen() const { return seen_; }
  // The last sign of life was an answer that came too late.
  bool late() const { return late_; }
  unsigned missed_in_a_row() const { return missed_; }
  unsigned unheard_in_a_row() const { return unheard_; }  // of these, since the last late answer
  unsigned limit() const { return limit_; }
  bool silent() const { return missed_ >= limit_; }
  DeviceState state() const {
    if (!seen_ && !late_) return DeviceState::never_seen;
    if (seen_ && missed_ == 0) return DeviceState::online;
    return unheard_ < limit_ ? DeviceState::degraded : DeviceState::offline;
  }
  // Asked within the link's probe budget only: offline, or never seen and unanswered once.
  bool suspect() const { return missed_ >= (seen_ ? limit_ : 1u); }

  bool answers() const { return seen_ && !suspect(); }

  // Before the next probe: doubles from the period up to kMaxPause. `chance` in [0, 1) takes off up to half,
  // so that devices that died together are not probed together.
  Duration pause(Duration period, double chance) const {
    Duration ceiling = period;
    for (unsigned i = seen_ ? limit_ : 1u; i < unheard_ && ceiling < kMaxPause; ++i) ceiling *= 2;
    ceiling = std::max(period, std::min(ceiling, kMaxPause));
    return std::chrono::duration_cast<Duration>(ceiling * (1 - chance / 2));
  }

 private:
  unsigned limit_;
  unsigned missed_ = 0;  // requests without an answer in time, since the last one with it
  unsigned unheard_ = 0;
  bool seen_ = false, late_ = false;
};

// Probes of dead devices may take at most kShare of the time of a link's `places` (pending requests): one
// probe at a time, and a pause after one that cost a time-out. An answered probe costs nothing.
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
    next_ = sent + round(given_up - sent);
  }
  // Of probes that cost `time_outs` in all.
  Duration round(Duration time_outs) const {
    return std::chrono::duration_cast<Duration>(time_outs / (kShare * places_));
  }

 private:
  unsigned places_;
  bool out_ = false;
  SteadyTime next_ = SteadyTime::min();
};

}  // namespace gatewarden::modbus
