#include "tests/bench/modbus/farm_process.hpp"

#include <cstdlib>
#include <sstream>

namespace bench {
namespace {
constexpr auto kAnswerTime = std::chrono::minutes(1);  // the machine is busy
}

FarmProcess::FarmProcess(const Scenario& scenario) {
  const char* folder = std::getenv("GATEWARDEN_BENCH_PROGRAMS");
  const auto interval = std::chrono::duration_cast<std::chrono::milliseconds>(scenario.period).count();
  farm_ = gatewarden::test::ChildProcess::program(
      {std::string(folder ? folder : ".") + "/modbus_farm", std::to_string(scenario.ports),
       std::to_string(scenario.units), std::to_string(scenario.delay.count()), std::to_string(interval),
       std::to_string(scenario.dead_percent)},
      {.output = "/dev/stderr", .pipes = true});
  std::istringstream line(farm_.read_line(kAnswerTime));
  for (unsigned port; line >> port;) ports_.push_back(static_cast<std::uint16_t>(port));
  if (ports_.size() != scenario.ports) std::exit(1);
}

void FarmProcess::reset() { farm_.say("reset\n"); }

FarmReport FarmProcess::report() {
  farm_.say("report\n");
  FarmReport report;
  std::istringstream line(farm_.read_line(kAnswerTime));
  line >> report.answers >> report.missed;
  for (Spread* times : {&report.gaps, &report.late}) line >> times->p50 >> times->p99 >> times->most;
  return report;
}

std::uint64_t FarmProcess::swept() {
  farm_.say("swept\n");
  return std::strtoull(farm_.read_line(kAnswerTime).c_str(), nullptr, 10);
}

}  // namespace bench
