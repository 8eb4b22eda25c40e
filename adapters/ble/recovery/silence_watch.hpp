// Whether an adapter that says nothing is deaf, and what is tried then. Looked at every 30 s: no advertisement with content
// for 90 s, and the steps follow each other after 15 s, so that the last one is taken 45 s after the silence was noticed.
// Pure; the time is an argument.
#pragma once

#include <chrono>
#include <cstdint>

#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

// Of a configured child, by other adapters.
enum class Elsewhere : std::uint8_t {
  unknown,  // nobody else listens
  quiet,    // others listen and heard none either: an idle place
  heard,
};

class SilenceWatch {
 public:
  static constexpr Duration kSilence = std::chrono::seconds(90), kBetweenLooks = std::chrono::seconds(30),
                            kBetweenSteps = std::chrono::seconds(15), kIdle = std::chrono::minutes(10);
  enum class Step : std::uint8_t { none, cycle_discovery, cycle_power, reconnect, give_up };

  explicit SilenceWatch(SteadyTime now) : last_(now), away_(now), look_at_(now + kBetweenLooks) {}

  // After it was away for 30 s or more, silence counts anew, unless it was away for a step of the recovery.
  void listening(bool is, SteadyTime now);
  // An advertisement with content.
  void heard(SteadyTime now);
  bool is_due(SteadyTime now) const { return now >= look_at_; }
  // To be asked when due, while it listens.
  bool is_silent(SteadyTime now) const { return now - last_ >= kSilence; }
  Step look(SteadyTime now, Elsewhere elsewhere);
  void postpone(SteadyTime until) { look_at_ = until; }
  SteadyTime due() const { return look_at_; }
  bool is_recovering() const { return step_ != Step::none; }

 private:
  SteadyTime last_;  // content, or the begin
  SteadyTime away_;  // since when, if it does not listen
  SteadyTime look_at_;
  SteadyTime cycled_{};  // last, in an idle place
  bool listening_ = false;
  Step step_ = Step::none;
  unsigned rounds_ = 0;  // given up, since something was heard
};

}  // namespace gatewarden::ble
