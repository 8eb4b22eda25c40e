// A master's work: 10 holding registers of every unit on every port, once per period.
#pragma once

#include <chrono>
#include <string>

namespace bench {

struct Scenario {
  std::string name;
  unsigned ports;
  unsigned units;                   // per port
  std::chrono::nanoseconds period;  // zero: as fast as it goes
  std::chrono::microseconds delay;  // of a device's answer
  unsigned outstanding;       // requests under way per connection, for masters that can do more than one
  unsigned dead_percent = 0;  // of the units: silent
  bool spread = true;         // readings over the period, not all at once

  double polls_a_second() const {  // of the living; 0: as many as possible
    if (period.count() == 0) return 0;
    return ports * units * (1 - dead_percent / 100.0) / std::chrono::duration<double>(period).count();
  }
};

constexpr std::chrono::milliseconds kTimeout{500};  // of one answer, for every master

}  // namespace bench
