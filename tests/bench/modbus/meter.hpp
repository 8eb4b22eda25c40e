// One meter for all: CPU time, memory and threads from the kernel, readings from the farm.
#pragma once

#include "tests/bench/modbus/farm_process.hpp"
#include "tests/bench/modbus/peers.hpp"

namespace bench {

struct Figures {
  double cpu_us = 0;                // per poll
  double rate = 0;                  // polls per second
  double missed = 0;                // percent
  double megabytes = 0, grown = 0;  // resident; since a quarter of the measured time
  double threads = 0;
  double age_p50_ms = 0, age_p99_ms = 0;  // of peers that keep readings
  FarmReport farm;
};

// For `seconds` from now.
Figures measure(const Scenario& scenario, FarmProcess& farm, PeerProcess& peer, double seconds);

// Of the readings due within `seconds`, in the steady state.
double missed_percent(const Scenario& scenario, const FarmReport& report, double seconds);

void wait(double seconds);

}  // namespace bench
