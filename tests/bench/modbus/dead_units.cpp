// D: what dead units cost the others. 10 connections x 100 units, once a second; silent ones cost a timeout
// per request. At first none is known.
#include <cstdio>
#include <memory>

#include "tests/bench/modbus/meter.hpp"
#include "tests/bench/modbus/runs.hpp"

namespace bench {
namespace {

using namespace std::chrono_literals;

constexpr double kFirst = 10, kKnown = 60, kMeasured = 20;  // seconds; from the start, of the last two

struct Case {
  const char* peer;
  unsigned outstanding;
  unsigned dead_percent;
};

struct Run {
  explicit Run(const Case& its_case)
      : peer(bench::peer(its_case.peer)),
        scenario{"D", 10, 100, 1s, 0us, its_case.outstanding, its_case.dead_percent},
        farm(scenario),
        process(peer, scenario, farm.ports()) {
    farm.reset();
  }
  double missed_at_first() const {
    return 100 * static_cast<double>(first.missed) / (scenario.polls_a_second() * kFirst);
  }
  const Peer& peer;
  Scenario scenario;
  FarmProcess farm;
  PeerProcess process;
  FarmReport first, known;
};

void print(const Run& run) {
  const FarmReport& known = run.known;
  std::printf("D  %-10s %4u %5u%% %9.2f %9.0f | %9.3f %9.1f %9.1f %8.1f %8.1f %8.1f", run.peer.name.c_str(),
              run.scenario.outstanding, run.scenario.dead_percent, run.missed_at_first(),
              run.first.gaps.most / 1000, missed_percent(run.scenario, known, kMeasured),
              known.gaps.p99 / 1000, known.gaps.most / 1000, known.late.p50 / 1000, known.late.p99 / 1000,
              known.late.most / 1000);
  if (run.peer.name == kGatewarden) {
    std::printf(" %8llu", static_cast<unsigned long long>(run.process.readings().start_delay_p99 / 1000));
  }
  std::printf("\n");
}

}  // namespace

// All cases at once: they need little CPU, and it does not count here.
void run_dead_units(const Options& options, Goals&) {
  if (!options.wants('D')) return;
  std::printf(
      "\nD  the living among dead units: the first %.0f s | %.0f s once the dead are known; all times in ms, "
      "1000 between readings wanted\n   %-10s %4s %6s %9s %9s | %9s %9s %9s %8s %8s %8s %8s\n",
      kFirst, kMeasured, "", "out", "dead", "missed %", "longest", "missed %", "gap p99", "longest",
      "late p50", "p99", "most", "own p99");
  std::fflush(stdout);
  std::vector<std::unique_ptr<Run>> runs;
  for (const Case& each : {Case{kGatewarden, 8, 0}, Case{kGatewarden, 8, 10}, Case{kGatewarden, 8, 50},
                           Case{kGatewarden, 1, 0}, Case{kGatewarden, 1, 10}, Case{kGatewarden, 1, 50},
                           Case{"libmodbus", 1, 10}, Case{"npm", 1, 10}, Case{"npm", 1, 50}}) {
    if (is_here(peer(each.peer))) runs.push_back(std::make_unique<Run>(each));
  }
  wait(kFirst);
  for (const auto& run : runs) run->first = run->farm.report();
  wait(kKnown - kFirst);
  for (const auto& run : runs) run->farm.reset();
  wait(kMeasured);
  for (const auto& run : runs) run->known = run->farm.report();
  for (const auto& run : runs) run->process.stop();
  for (const auto& run : runs) print(*run);
}

}  // namespace bench
