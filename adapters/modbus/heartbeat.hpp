// One tick for all Modbus links of the process. A wake-up of an idle machine costs more than the request it
// leads to, so due work is gathered: whoever asks to be woken is woken on the next multiple of the tick. One
// timer in all, and none at all while nobody waits.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class Heartbeat {
 public:
  static constexpr Duration kTick = std::chrono::milliseconds(10);

  // Must be forgotten before it dies.
  class Sleeper {
   public:
    virtual void woken(SteadyTime now) = 0;

   protected:
    virtual ~Sleeper() = default;

   private:
    friend class Heartbeat;
    SteadyTime due_ = SteadyTime::max();
  };

  explicit Heartbeat(Clock& clock);

  // At the first tick not before `at`, once; never from inside this call, never twice on one tick. Of several
  // wishes of one sleeper the earliest holds, so being woken for nothing is normal.
  void wake(Sleeper& sleeper, SteadyTime at);
  void forget(Sleeper& sleeper);

 private:
  struct Wish {
    SteadyTime at;
    Sleeper* sleeper;
    bool operator<(const Wish& other) const { return at > other.at; }  // the heap's top is the earliest
  };
  void beat();
  void arm();

  Clock& clock_;
  std::vector<Wish> wishes_;  // a heap; one whose time is not its sleeper's any more is void
  SteadyTime last_beat_ = SteadyTime::min();
  SteadyTime armed_ = SteadyTime::max();
  bool beating_ = false;
  std::unique_ptr<Timer> timer_;
};

}  // namespace gatewarden::modbus
