// When a child was heard, and the gateway's own metrics of it. Silence is a signal: these metrics make a
// silent child's report leave. Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "gateway/base/clock.hpp"
#include "gateway/registry/metric_spec.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden {

// Since a child's last sign of life; if it was never seen, since the gateway waits for one.
struct Silence {
  SteadyTime since{};
  bool ever_seen = false;
};

class SignsOfLife {
 public:
  // The longest silence of a device in order: before its first sign of life, and between two.
  struct Patience {
    Duration first{}, next{};
  };

  // The gateway waits for the child from `now` on. `earlier`: how an earlier run left it; by the wall clock, so
  // it may lie in the future.
  void await(SteadyTime now, std::optional<Silence> earlier = std::nullopt) {
    begun_ = now;
    earlier_ = earlier;
  }
  bool awaited() const { return begun_ != kNever; }
  // What the adapter knows of the silence of a device in order; 0: nothing.
  void expect(Duration silence) { expected_ = silence; }
  Duration expected() const { return expected_; }
  void heard(SteadyTime at) { heard_ = at; }
  // What an earlier run left is known by the wall clock, which now shows `by` more than before.
  void wall_clock_stepped(Duration by) {
    if (earlier_) earlier_->since -= by;
  }

  // In this run.
  bool was_heard() const { return heard_ != kNever; }
  // Whether it is reachable: not known before its first sign of life or the end of its patience.
  bool is_known(SteadyTime now, const Patience& patience) const {
    return was_heard() || (awaited() && now - begun_ >= patience.first);
  }
  // From then on it is not reachable, unless it is heard.
  SteadyTime overdue(const Patience& patience) const {
    return was_heard() ? heard_ + patience.next : begun_ + patience.first;
  }
  // How long the gateway has waited for the first sign of life.
  Duration waited(SteadyTime now) const { return now - begun_; }
  // Nothing: not awaited yet.
  std::optional<Silence> silence() const {
    if (was_heard()) return Silence{heard_, true};
    if (!awaited()) return std::nullopt;
    if (!earlier_) return Silence{begun_, false};
    return Silence{std::min(begun_, earlier_->since), earlier_->ever_seen};
  }

  // `role`: one of the gateway's own (is_own). Only while is_known.
  Number own_metric(MetricRole role, SteadyTime now, const Patience& patience) const {
    const Duration silent = std::max(Duration::zero(), Duration(now - silence()->since));
    if (role == MetricRole::reachable) return Number::integer(was_heard() && silent <= patience.next ? 1 : 0);
    return Number::integer(std::chrono::duration_cast<std::chrono::seconds>(silent).count());
  }

 private:
  static constexpr SteadyTime kNever = SteadyTime::min();  // no flag: every child has one of these

  SteadyTime heard_ = kNever;
  SteadyTime begun_ = kNever;
  std::optional<Silence> earlier_;
  Duration expected_{};
};

}  // namespace gatewarden
