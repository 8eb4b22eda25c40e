#include "tests/bench/modbus/meter.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>

namespace bench {
namespace {

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Of all its threads, with nanosecond resolution.
double cpu_seconds(pid_t process) {
  clockid_t clock{};
  timespec used{};
  if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &used) != 0) return 0;
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

// "VmRSS" in kB, "Threads".
double status_of(pid_t process, const std::string& key) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(key + ":", 0) == 0) return std::strtod(line.c_str() + key.size() + 1, nullptr);
  }
  return 0;
}

}  // namespace

// As the farm saw it between readings; or, if slaves are asked too seldom, from the sum, which may be off by
// a few slaves' readings at both ends.
double missed_percent(const Scenario& scenario, const FarmReport& report, double seconds) {
  constexpr double kEnds = 0.2;
  const double wanted = scenario.polls_a_second() * seconds;
  if (wanted == 0) return 0;
  return std::max(100 * static_cast<double>(report.missed) / wanted,
                  100 * (1 - static_cast<double>(report.answers) / wanted) - kEnds);
}

void wait(double seconds) { usleep(static_cast<useconds_t>(seconds * 1e6)); }

Figures measure(const Scenario& scenario, FarmProcess& farm, PeerProcess& peer, double seconds) {
  farm.reset();
  peer.forget_ages();
  const double cpu = cpu_seconds(peer.pid()), from = seconds_now();
  wait(seconds / 4);
  const double early = status_of(peer.pid(), "VmRSS");
  wait(seconds - (seconds_now() - from));
  Figures figures;
  figures.farm = farm.report();
  const double used = cpu_seconds(peer.pid()) - cpu, took = seconds_now() - from;
  const auto polls = static_cast<double>(figures.farm.answers);
  figures.cpu_us = used / std::max(polls, 1.0) * 1e6;
  figures.rate = polls / took;
  figures.missed = missed_percent(scenario, figures.farm, took);
  const double late = status_of(peer.pid(), "VmRSS");
  figures.megabytes = late / 1024;
  figures.grown = (late - early) / 1024;
  figures.threads = status_of(peer.pid(), "Threads");
  figures.age_p50_ms = peer.readings().ages.quantile(0.5) / 1000;
  figures.age_p99_ms = peer.readings().ages.quantile(0.99) / 1000;
  return figures;
}

}  // namespace bench
