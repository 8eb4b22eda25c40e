// The Modbus master beside the bare-socket floor, libmodbus' own loop and the masters of npm and pymodbus:
// same farm, same exchange (10 holding registers per poll), same meter, each in its own process.
//
//   A  1000 slaves a second behind 10 connections     B  behind 1000 connections
//   C  A, but every device answers after 20 ms        S  as fast as it goes, 100 slaves behind 10 connections
//   F  how long the first sweep takes                 D  what dead units cost the living
//
//   modbus_bench [SCENARIOS] [RUNS]     modbus_bench AB 3
//
// Prints tables, then goals; exits 1 if one is missed. Figures: tests/bench/peers/README.md.
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>

#include "tests/bench/modbus/runs.hpp"

int main(int argc, char** argv) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  if (!std::getenv("GATEWARDEN_BENCH_PROGRAMS")) {
    const std::string self = argv[0];
    setenv("GATEWARDEN_BENCH_PROGRAMS", self.substr(0, self.find_last_of('/')).c_str(), 1);
  }
  bench::Options options;
  if (argc > 1) options.scenarios = argv[1];
  if (argc > 2) options.runs = static_cast<unsigned>(std::max(1, std::atoi(argv[2])));
  double load = 0;
  if (getloadavg(&load, 1) == 1) std::printf("load of the machine before: %.2f\n", load);
  bench::Goals goals;
  run_polling(options, goals);
  run_first_sweep(options, goals);
  run_dead_units(options, goals);
  goals.print();
  return goals.all_met() ? 0 : 1;
}
