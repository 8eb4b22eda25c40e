// What a master is asked to do: 10 holding registers of every unit on every port, once a period.
#pragma once

#include <chrono>
#include <string>

namespace bench {

struct Scenario {
  std::string name;
  unsigned ports;
  unsigned units;                   // on each port
  std::chrono::nanoseconds period;  // zero: as fast as it goes
  std::chrono::microseconds delay;  // until a device answers
  unsigned outstanding;       // requests under way on a connection, of masters that can do more than one
  unsigned dead_percent = 0;  // of the units: silent
  bool spread = true;         // the readings over the period instead of all at once

  double polls_a_second() const {  // wanted of the living; 0: as many as it can
    if (period.count() == 0) return 0;
    return ports * units * (1 - dead_percent / 100.0) / std::chrono::duration<double>(period).count();
  }
};

constexpr std::chrono::milliseconds kTimeout{500};  // for one answer, of every master

}  // namespace bench
