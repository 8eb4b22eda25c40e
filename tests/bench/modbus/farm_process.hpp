// The slaves (modbus_farm) as a process.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/bench/modbus/scenario.hpp"
#include "tests/support/child_process.hpp"

namespace bench {

// Microseconds.
struct Spread {
  double p50 = 0, p99 = 0, most = 0;
};

// Since the last reset; living slaves only.
struct FarmReport {
  std::uint64_t answers = 0, missed = 0;
  Spread gaps;  // between two readings of a slave
  Spread late;  // behind the slave's own grid
};

class FarmProcess {
 public:
  explicit FarmProcess(const Scenario& scenario);  // ends the program if the farm does not start

  const std::vector<std::uint16_t>& ports() const { return ports_; }
  void reset();
  FarmReport report();
  // Microseconds of the steady clock when the last living slave was first answered; 0 before that.
  std::uint64_t swept();

 private:
  gatewarden::test::ChildProcess farm_;
  std::vector<std::uint16_t> ports_;
};

}  // namespace bench
