#include <sys/resource.h>

#include <catch2/catch.hpp>

#include "gateway/app/protocols.hpp"
#include "gateway/capacity/fleet_summary_text.hpp"
#include "gateway/config/load/load.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/hostile_fleets.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/told_memory.hpp"

namespace gatewarden::app {
namespace {

constexpr rlim_t kMaxBytes = 300'000'000;

// What `check` does with it, in a process that may have no more data than that: std::bad_alloc ends it with status 1.
int read_it(const test::HostileFleet& fleet, std::size_t count) {
  const test::TemporaryFolder folder;
  const auto file = test::written(fleet, count, folder.path());
  const rlimit limit{kMaxBytes, kMaxBytes};
  if (::setrlimit(RLIMIT_DATA, &limit) != 0) return 255;
  const config::Environment nothing([](const std::string&) { return std::optional<std::string>(); });
  const config::Loaded loaded = config::load(file, adapters(), nothing);
  const std::string said =
      loaded ? capacity::to_text(capacity::summarize(loaded, protocols())) : config::to_text(loaded.problems);
  return said.empty() ? 254 : 0;
}

void check_memory(const test::HostileFleet& fleet, std::size_t count) {
  INFO(fleet.name << ", " << count << " times");
  auto child = test::ChildProcess::function([&] { return read_it(fleet, count); });
  CHECK(child.wait(std::chrono::seconds(60)) == 0);
}

TEST_CASE("a megabyte of any fleet file is read in less than 300 MB") {
  if (!test::kMemoryIsTold) return;
  for (const test::HostileFleet& fleet : test::hostile_fleets()) {
    check_memory(fleet, test::count_of(fleet, 1'000'000));  // many of them in one line
  }
}

TEST_CASE("five megabytes of any table of children are read in less than 300 MB") {
  if (!test::kMemoryIsTold) return;
  std::size_t tables = 0;
  for (const test::HostileFleet& fleet : test::hostile_fleets()) {
    if (!fleet.table) continue;
    ++tables;
    check_memory(fleet, test::count_of(fleet, 5'000'000));
  }
  CHECK(tables > 5);
}

TEST_CASE("a hundred thousand keys in one map are read in less than 300 MB") {
  if (!test::kMemoryIsTold) return;
  std::size_t maps = 0;
  for (const test::HostileFleet& fleet : test::hostile_fleets()) {
    if (fleet.name.find("keys") == std::string::npos && fleet.name != "labels") continue;
    ++maps;
    check_memory(fleet, 100'000);
  }
  CHECK(maps > 5);
}

}  // namespace
}  // namespace gatewarden::app
