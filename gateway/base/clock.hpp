// Time. Rooms that hold state take it as an argument; rooms that wait take a Clock.
// Nothing else may ask the system.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace gatewarden {

using Duration = std::chrono::nanoseconds;
// Never steps back; meaningless across restarts. Every interval, deadline and age is measured with it.
using SteadyTime = std::chrono::steady_clock::time_point;
// May step in both directions; only for what leaves the process (report ids, stored send times, display).
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

// A deadline that can be moved. Destroying it forgets it; its callback is never called from inside arm().
class Timer {
 public:
  virtual ~Timer() = default;
  virtual void arm(SteadyTime due) = 0;  // replaces an earlier deadline
  virtual void cancel() = 0;
};

// Owned by the composition (SystemClock) or by a test (ManualClock). One thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual SteadyTime now() const = 0;
  virtual WallTime wall() const = 0;
  virtual std::unique_ptr<Timer> timer(std::function<void()> due) = 0;
};

}  // namespace gatewarden
