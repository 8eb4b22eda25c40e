// Rooms that hold state take the time as an argument; rooms that wait take a Clock. Nothing else asks the system.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace gatewarden {

using Duration = std::chrono::nanoseconds;
// Monotonic, for intervals, deadlines and ages. Meaningless across restarts.
using SteadyTime = std::chrono::steady_clock::time_point;
// May jump. Only for what leaves the process: report ids, stored send times, display.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

// A movable deadline. Destruction cancels it; arm() never calls the callback.
class Timer {
 public:
  virtual ~Timer() = default;
  virtual void arm(SteadyTime due) = 0;  // replaces an earlier deadline
  virtual void cancel() = 0;
};

// Single-threaded. The composition owns a SystemClock, a test a ManualClock.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual SteadyTime now() const = 0;
  virtual WallTime wall() const = 0;
  virtual std::unique_ptr<Timer> timer(std::function<void()> due) = 0;
};

}  // namespace gatewarden
