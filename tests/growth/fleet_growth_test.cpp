// Whether reading a fleet file costs what it has of bytes: its rooms are compiled here once more, to count their work.
#include <catch2/catch.hpp>
#include <utility>

#include "adapters/local_mqtt/local_mqtt_protocol.hpp"
#include "adapters/modbus/modbus_protocol.hpp"
#include "gateway/capacity/fleet_summary_text.hpp"
#include "gateway/config/load/load.hpp"
#include "tests/growth/counted_work.hpp"
#include "tests/support/hostile_fleets.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gatewarden::config {
namespace {

constexpr std::size_t kBytes = 20'000;

const std::vector<const Protocol*> protocols{&modbus::protocol(), &local_mqtt::protocol()};

Loaded read(const std::filesystem::path& file) {
  static const Environment nothing([](const std::string&) { return std::optional<std::string>(); });
  return load(file, {protocols}, nothing);
}

std::uint64_t work_of(const std::filesystem::path& file) {
  const std::uint64_t before = test::counted_work();
  {
    const Loaded loaded = read(file);
    const std::string said =
        loaded ? capacity::to_text(capacity::summarize(loaded, protocols)) : to_text(loaded.problems);
    REQUIRE_FALSE(said.empty());
  }
  return test::counted_work() - before;
}

// A doubling beside the one before, by what each adds: the work that every file costs would hide what grows. What is linear
// has 2.0, what is quadratic up to 4.
constexpr double kFlat = 1.8, kSteep = 2.2;

// A step for each byte more, or nobody would have read it. What comes to its bound meanwhile (50,000 names are compared,
// errors above 2000 have no line) makes one doubling look flat and the next one steep: then one more is judged, which is
// steeper still for what is quadratic.
void check_growth(const test::HostileFleet& fleet) {
  const test::TemporaryFolder folder;
  const bool bounded = fleet.most > 0;
  const std::size_t count = bounded ? fleet.most / 4 : test::count_of(fleet, kBytes);
  const auto work = [&](std::size_t times) {
    return static_cast<double>(work_of(test::written(fleet, times * count, folder.path())));
  };
  const double once = work(1), twice = work(2);
  REQUIRE(twice > once + kBytes);
  double before = twice, added = twice - once, ratio = 0;
  std::string told = fleet.name + ", so many times " + std::to_string(count) + ": 1, 2";
  for (std::size_t times = 4; times <= (bounded ? 4 : 16); times *= 2) {
    const double now = work(times);
    ratio = (now - before) / added;
    added = now - std::exchange(before, now);
    told += ", " + std::to_string(times) + " adds " + std::to_string(ratio) + " of what was added before";
    if (ratio > kFlat && ratio < kSteep) break;
  }
  INFO(told);
  CHECK(ratio < kSteep);
}

void check_growth_of_all(bool sound) {
  std::size_t checked = 0;
  for (const test::HostileFleet& fleet : test::hostile_fleets()) {
    const test::TemporaryFolder folder;
    if (fleet.multiplies || static_cast<bool>(read(test::written(fleet, 8, folder.path()))) != sound)
      continue;
    ++checked;
    check_growth(fleet);
  }
  CHECK(checked > 5);
}

TEST_CASE("a fleet file of twice the size is twice the work, whatever construct its author repeats") {
  check_growth_of_all(true);
}

TEST_CASE("a fleet file of twice the size is twice the work, whatever mistake its author repeats") {
  check_growth_of_all(false);
}

TEST_CASE("a fleet file of twice the size is twice the work, whatever words and signs it repeats") {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) check_growth(test::random_fleet(seed));
}

}  // namespace
}  // namespace gatewarden::config
