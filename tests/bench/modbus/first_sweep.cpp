// F: the time from a master's start to a value of every unit, without spreading.
#include <cstdio>

#include "tests/bench/modbus/farm_process.hpp"
#include "tests/bench/modbus/meter.hpp"
#include "tests/bench/modbus/runs.hpp"

namespace bench {
namespace {

using namespace std::chrono_literals;

constexpr double kMaxSeconds = 0.2;  // seconds, of the gateway
constexpr double kPatience = 10;     // seconds, for the others
constexpr unsigned kSweeps = 5;      // of each; the median is shown

// Seconds from before the process starts to the last value; for foreign programs, to the last request.
double sweep(const Scenario& scenario, const Peer& peer) {
  FarmProcess farm(scenario);
  PeerProcess process(peer, scenario, farm.ports());
  std::uint64_t swept = 0;
  for (double waited = 0; swept == 0 && waited < kPatience; waited += 0.05) {
    wait(0.05);
    swept = peer.name == kGatewarden ? process.readings().swept.load() : farm.swept();
  }
  return swept == 0 ? kPatience : static_cast<double>(swept - process.started()) / 1e6;
}

}  // namespace

void run_first_sweep(const Options& options, Goals& goals) {
  if (!options.wants('F')) return;
  std::printf(
      "\nF  first sweep of 1000 units, none spread: seconds from the start of the process (median, most of "
      "%u)\n",
      kSweeps);
  for (const unsigned ports : {10u, 1000u}) {
    const Scenario scenario{"F", ports, 1000 / ports, 1s, 0us, 8, 0, false};
    for (const Peer& each : all_peers()) {
      if (each.name == kFloor || !is_here(each)) continue;  // the floor always spreads
      std::vector<double> times;
      for (unsigned i = 0; i < kSweeps; ++i) times.push_back(sweep(scenario, each));
      std::sort(times.begin(), times.end());
      std::printf("F  %-10s %4u connections %8.3f %8.3f\n", each.name.c_str(), ports, times[kSweeps / 2],
                  times.back());
      std::fflush(stdout);
      if (each.name == kGatewarden) {
        const std::string what = "first sweep, " + std::to_string(ports) + " connections";
        goals.at_most("F", what.c_str(), times[kSweeps / 2], kMaxSeconds, "s");
      }
    }
  }
}

}  // namespace bench
