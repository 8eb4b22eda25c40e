// One tick for all Modbus links of the process. Waking an idle machine costs more than a request, so due work
// is gathered: waiters are woken on multiples of the tick. One timer in all, none without waiters.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class TickTimer {
 public:
  static constexpr Duration kTick = std::chrono::milliseconds(10);

  // Must be forgotten before it is destroyed.
  class Waiter {
   public:
    virtual void woken(SteadyTime now) = 0;

   protected:
    virtual ~Waiter() = default;

   private:
    friend class TickTimer;
    static constexpr std::uint32_t kNoSlot = ~std::uint32_t{0};
    std::uint32_t slot_ = kNoSlot;
  };

  explicit TickTimer(Clock& clock);

  // Once, at the first tick not before `at`; the last call holds. Never inside this call, or twice a tick.
  void wake(Waiter& waiter, SteadyTime at);
  void forget(Waiter& waiter);

 private:
  // What each call looks at lies together: most calls are put off before their time (an answer precedes its
  // deadline), without touching the waiter.
  struct Slot {
    SteadyTime wake_at = SteadyTime::max();  // when to wake
    SteadyTime entry = SteadyTime::max();    // its valid entry in the heap; not later than wake_at
    Waiter* waiter = nullptr;                // null: free
  };
  struct Entry {
    SteadyTime at;
    std::uint32_t slot;
    bool operator<(const Entry& other) const { return at > other.at; }  // the top is the earliest
  };
  std::uint32_t slot_of(Waiter& waiter);
  void enter(std::uint32_t slot, SteadyTime at);
  void tick();
  void arm();

  Clock& clock_;
  std::vector<Slot> slots_;
  std::vector<Entry> entries_;  // a heap; an entry that its slot does not name is void
  SteadyTime last_tick_ = SteadyTime::min();
  SteadyTime armed_ = SteadyTime::max();
  bool ticking_ = false;
  std::unique_ptr<Timer> timer_;
};

}  // namespace gatewarden::modbus
