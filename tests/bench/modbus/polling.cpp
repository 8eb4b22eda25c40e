// The steady state: CPU time, memory and missed readings; at saturation also the age of readings.
#include <cstdio>
#include <map>

#include "tests/bench/modbus/meter.hpp"
#include "tests/bench/modbus/runs.hpp"

namespace bench {
namespace {

using namespace std::chrono_literals;

constexpr double kWarmUp = 2;

struct Limits {
  double cpu_us = 0, quiet_floor_us = 0, missed = 0, megabytes = 0, rate = 0, age_ms = 0;
};

// Growth of resident memory within three quarters of the measured time: pages, not readings.
constexpr double kFlatMegabytes = 0.25;
constexpr double kMaxThreads = 4;

// Per peer, the run with the least CPU time per poll.
using Best = std::map<std::string, Figures>;

void print(const Scenario& scenario, const Peer& peer, const Figures& f, double floor_us) {
  std::printf("%-2s %-10s %9.2f", scenario.name.c_str(), peer.name.c_str(), f.cpu_us);
  std::printf(" %6.2fx", f.cpu_us / floor_us);
  std::printf(" %10.0f %9.3f %7.1f %8.0f", f.rate, f.missed, f.megabytes, f.threads);
  if (scenario.period == 0s) {
    std::printf(" %+8.2f", f.grown);
    if (peer.keeps_readings()) std::printf(" %8.2f %8.2f", f.age_p50_ms, f.age_p99_ms);
  }
  std::printf("\n");
  std::fflush(stdout);
}

Figures run_once(const Scenario& scenario, const Peer& peer, double seconds) {
  FarmProcess farm(scenario);
  PeerProcess process(peer, scenario, farm.ports());
  wait(kWarmUp);
  const Figures figures = measure(scenario, farm, process, seconds);
  if (!process.stop()) std::printf("   %s has ended before its time\n", peer.name.c_str());
  if (const auto errors = process.readings().errors.load()) {
    std::printf("   %s: %llu errors\n", peer.name.c_str(), static_cast<unsigned long long>(errors));
  }
  return figures;
}

Best run_all(const Scenario& scenario, unsigned runs, double seconds) {
  Best best;
  for (unsigned run = 0; run < runs; ++run) {  // in turn, so that the machine's load affects all
    for (const Peer& each : all_peers()) {
      if (!is_here(each)) continue;
      const Figures figures = run_once(scenario, each, seconds);
      const auto known = best.find(each.name);
      if (known == best.end() || figures.cpu_us < known->second.cpu_us) best[each.name] = figures;
    }
  }
  const double floor_us = best.at(kFloor).cpu_us;
  for (const Peer& each : all_peers()) {
    const auto known = best.find(each.name);
    if (known != best.end()) print(scenario, each, known->second, floor_us);
  }
  return best;
}

void judge(const Scenario& scenario, const Limits& limits, const Best& best, Goals& goals) {
  const Figures& ours = best.at(kGatewarden);
  const std::string& name = scenario.name;
  if (limits.cpu_us > 0) {
    goals.cpu(name, ours.cpu_us, limits.cpu_us, best.at(kFloor).cpu_us, limits.quiet_floor_us);
  }
  if (limits.missed > 0) goals.at_most(name, "missed readings", ours.missed, limits.missed, "%");
  if (limits.megabytes > 0) goals.at_most(name, "memory", ours.megabytes, limits.megabytes, "MB");
  goals.at_most(name, "threads", ours.threads, kMaxThreads, "");
  if (limits.rate > 0) {
    goals.at_least(name, "rate", ours.rate, limits.rate, "polls/s");
    goals.at_most(name, "age of a value, p99", ours.age_p99_ms, limits.age_ms, "ms");
    goals.at_most(name, "memory grown meanwhile", ours.grown, kFlatMegabytes, "MB");
  }
}

}  // namespace

void run_polling(const Options& options, Goals& goals) {
  struct Case {
    Scenario scenario;
    Limits limits;
    double seconds;
  };
  const Case cases[] = {
      {{"A", 10, 100, 1s, 0us, 8}, {.cpu_us = 14, .quiet_floor_us = 8.5}, 5},
      {{"B", 1000, 1, 1s, 0us, 1}, {.cpu_us = 20, .quiet_floor_us = 11, .megabytes = 12}, 5},
      {{"C", 10, 100, 1s, 20ms, 8}, {.missed = 0.1}, 5},
      {{"S", 10, 10, 0s, 0us, 8}, {.rate = 230'000, .age_ms = 20}, 8},
  };
  bool first = true;
  for (const Case& each : cases) {
    if (!options.wants(each.scenario.name[0])) continue;
    if (first) {
      std::printf("   %-10s %9s %7s %10s %9s %7s %8s %8s %8s %8s\n", "", "us/poll", "floor", "polls/s",
                  "missed %", "MB", "threads", "MB grown", "age p50", "p99 ms");
      first = false;
    }
    judge(each.scenario, each.limits, run_all(each.scenario, options.runs, each.seconds), goals);
  }
}

}  // namespace bench
