// A clock moved by the test; meanwhile due timers fire in order of their deadlines.
#pragma once

#include <algorithm>
#include <list>

#include "gateway/base/clock.hpp"

namespace gatewarden {

class ManualClock final : public Clock {
 public:
  SteadyTime now() const override { return now_; }
  WallTime wall() const override { return wall_; }
  std::unique_ptr<Timer> timer(std::function<void()> due) override {
    return std::make_unique<Handle>(*this, std::move(due));
  }

  void advance(Duration by) {
    const SteadyTime until = now_ + by;
    while (true) {
      Handle* first = nullptr;
      for (Handle* t : timers_) {
        if (t->armed && t->due_at <= until && (!first || t->due_at < first->due_at)) first = t;
      }
      if (!first) break;
      move_to(std::max(now_, first->due_at));
      first->armed = false;
      first->callback();
    }
    move_to(until);
  }
  void step_wall(std::chrono::milliseconds by) { wall_ += by; }
  void set_wall(WallTime wall) { wall_ = wall; }

 private:
  struct Handle final : Timer {
    Handle(ManualClock& c, std::function<void()> f) : clock(c), callback(std::move(f)) {
      clock.timers_.push_back(this);
    }
    ~Handle() override { clock.timers_.remove(this); }
    void arm(SteadyTime at) override { due_at = at, armed = true; }
    void cancel() override { armed = false; }
    ManualClock& clock;
    std::function<void()> callback;
    SteadyTime due_at{};
    bool armed = false;
  };
  void move_to(SteadyTime t) {
    fraction_ += t - now_;
    const auto whole = std::chrono::floor<std::chrono::milliseconds>(fraction_);
    wall_ += whole;
    fraction_ -= whole;
    now_ = t;
  }

  SteadyTime now_{std::chrono::hours(1)};
  WallTime wall_{std::chrono::seconds(1'790'000'000)};
  Duration fraction_{};
  std::list<Handle*> timers_;
};

}  // namespace gatewarden
