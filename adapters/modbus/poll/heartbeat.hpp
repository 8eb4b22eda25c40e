// One tick for all Modbus links of the process. A wake-up of an idle machine costs more than the request it
// leads to, so due work is gathered: whoever asks to be woken is woken on the next multiple of the tick. One
// timer in all, and none at all while nobody waits.
#pragma once

#include <chrono>
#include <cstdint>
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
    static constexpr std::uint32_t kNoBed = ~std::uint32_t{0};
    std::uint32_t bed_ = kNoBed;
  };

  explicit Heartbeat(Clock& clock);

  // At the first tick not before `at`, once; the last wish holds. Never from inside this
  // call, never twice on one tick.
  void wake(Sleeper& sleeper, SteadyTime at);
  void forget(Sleeper& sleeper);

 private:
  // What is looked at for every wish lies together: most wishes are put off before they come true (an answer
  // comes before its deadline), and then nobody needs to touch the sleeper.
  struct Bed {
    SteadyTime wish = SteadyTime::max();   // when to wake
    SteadyTime entry = SteadyTime::max();  // its entry in the heap that counts; not later than the wish
    Sleeper* sleeper = nullptr;            // null: free
  };
  struct Entry {
    SteadyTime at;
    std::uint32_t bed;
    bool operator<(const Entry& other) const { return at > other.at; }  // the heap's top is the earliest
  };
  std::uint32_t bed_of(Sleeper& sleeper);
  void enter(std::uint32_t bed, SteadyTime at);
  void beat();
  void arm();

  Clock& clock_;
  std::vector<Bed> beds_;
  std::vector<Entry> entries_;  // a heap; an entry that is not its bed's is void
  SteadyTime last_beat_ = SteadyTime::min();
  SteadyTime armed_ = SteadyTime::max();
  bool beating_ = false;
  std::unique_ptr<Timer> timer_;
};

}  // namespace gatewarden::modbus
