// The fleet reader: seconds of CPU for a megabyte of each construct that an author may repeat, beside the limit that
// keeps a reload short, whoever wrote the file.
#include <cstdio>
#include <optional>
#include <vector>

#include "adapters/local_mqtt/local_mqtt_protocol.hpp"
#include "adapters/modbus/modbus_protocol.hpp"
#include "gateway/capacity/fleet_summary_text.hpp"
#include "gateway/config/load/load.hpp"
#include "tests/bench/cpu_seconds.hpp"
#include "tests/support/hostile_fleets.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

using namespace gatewarden;

constexpr double kLimit = 2;  // seconds

double seconds_for(const std::filesystem::path& file) {
  static const std::vector<const config::Protocol*> protocols{&modbus::protocol(), &local_mqtt::protocol()};
  static const config::Environment nothing([](const std::string&) { return std::optional<std::string>(); });
  const double before = bench::cpu_seconds();
  const config::Loaded loaded = config::load(file, {protocols}, nothing);
  const std::string said =
      loaded ? capacity::to_text(capacity::summarize(loaded, protocols)) : config::to_text(loaded.problems);
  return said.empty() ? -1 : bench::cpu_seconds() - before;
}

}  // namespace

int main() {
  bool fine = true;
  const test::TemporaryFolder folder;
  std::printf("%-48s %9s %9s   limit %.1f s\n", "a megabyte of", "times", "CPU s", kLimit);
  for (const test::HostileFleet& fleet : test::hostile_fleets()) {
    const std::size_t count = test::count_of(fleet, 1'000'000);
    const double seconds = seconds_for(test::written(fleet, count, folder.path()));
    std::printf("%-48s %9zu %9.3f%s\n", fleet.name.c_str(), count, seconds,
                seconds > kLimit ? "   TOO SLOW" : "");
    fine = fine && seconds <= kLimit;
  }
  return fine ? 0 : 1;
}
