#include "adapters/ble/recovery/silence_watch.hpp"

#include <algorithm>

namespace gatewarden::ble {

void SilenceWatch::listening(bool is, SteadyTime now) {
  if (is == listening_) return;
  listening_ = is;
  if (!is) away_ = now;
  if (is && now - away_ >= kBetweenLooks && !is_recovering() && rounds_ == 0) last_ = now;
}

void SilenceWatch::heard(SteadyTime now) {
  last_ = now;
  if (!is_recovering() && rounds_ == 0) return;
  step_ = Step::none;
  rounds_ = 0;
  look_at_ = now + kBetweenLooks;
}

SilenceWatch::Step SilenceWatch::look(SteadyTime now, Elsewhere elsewhere) {
  look_at_ = now + kBetweenLooks;
  if (!is_silent(now)) return Step::none;
  // All adapters may be deaf at once: then one cycle in ten minutes finds it out, and is no fault in an idle place.
  if (elsewhere == Elsewhere::quiet && !is_recovering()) {
    if (now - std::max(last_, cycled_) < kIdle) return Step::none;
    cycled_ = now;
    return Step::cycle_discovery;
  }
  step_ = static_cast<Step>(static_cast<std::uint8_t>(step_) + 1);
  if (step_ != Step::give_up) {
    look_at_ = now + kBetweenSteps;
    return step_;
  }
  step_ = Step::none;
  look_at_ = now + std::min<Duration>(std::chrono::minutes(2) * (1U << std::min(rounds_, 3U)),
                                      std::chrono::minutes(15));
  ++rounds_;
  return Step::give_up;
}

}  // namespace gatewarden::ble
