// The tables of modbus_bench.
#pragma once

#include "tests/bench/modbus/goals.hpp"

namespace bench {

struct Options {
  std::string scenarios = "ABCSFD";
  unsigned runs = 1;  // per row of A, B, C and S; the one with the least CPU time per poll is shown

  bool wants(char scenario) const { return scenarios.find(scenario) != std::string::npos; }
};

void run_polling(const Options& options, Goals& goals);      // A, B, C, S
void run_first_sweep(const Options& options, Goals& goals);  // F
void run_dead_units(const Options& options, Goals& goals);   // D

}  // namespace bench
