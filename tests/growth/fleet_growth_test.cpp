// Whether reading a fleet file costs what it has of bytes: its rooms are compiled here once more, to count their work.
#include <catch2/catch.hpp>

#include "adapters/local_mqtt/local_mqtt_protocol.hpp"
#include "adapters/modbus/modbus_protocol.hpp"
#include "gateway/capacity/fleet_summary_text.hpp"
#include "gateway/config/load/load.hpp"
#include "tests/growth/counted_work.hpp"
#include "tests/support/hostile_fleets.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gatewarden::config {
namespace {

// Enough for what is bounded to be at its bound (50,000 names are compared), so that it does not look like growth.
constexpr std::size_t kBytes = 40'000;

std::uint64_t work_of(const std::filesystem::path& file) {
  static const std::vector<const Protocol*> protocols{&modbus::protocol(), &local_mqtt::protocol()};
  static const Environment nothing([](const std::string&) { return std::optional<std::string>(); });
  const std::uint64_t before = test::counted_work();
  {
    const Loaded loaded = load(file, {protocols}, nothing);
    const std::string said =
        loaded ? capacity::to_text(capacity::summarize(loaded, protocols)) : to_text(loaded.problems);
    REQUIRE_FALSE(said.empty());
  }
  return test::counted_work() - before;
}

// Twice as much of the construct is twice the work at most; and a step for each byte more, or nobody would have read it.
// The factor may be less: errors above 2000 are counted and not told.
void check_growth(const test::HostileFleet& fleet) {
  const test::TemporaryFolder folder;
  const std::size_t count = test::count_of(fleet, kBytes);
  const std::uint64_t once = work_of(test::written(fleet, count, folder.path()));
  const std::uint64_t twice = work_of(test::written(fleet, 2 * count, folder.path()));
  const double ratio = static_cast<double>(twice) / static_cast<double>(once);
  INFO(fleet.name << ", " << count << " times: " << once << ", then " << twice << ", which is " << ratio);
  CHECK(ratio < 2.4);
  CHECK(twice > once + kBytes);
}

TEST_CASE("a fleet file of twice the size is twice the work, whatever construct its author repeats") {
  for (const test::HostileFleet& fleet : test::hostile_fleets()) {
    if (!fleet.multiplies) check_growth(fleet);
  }
}

TEST_CASE("a fleet file of twice the size is twice the work, whatever words and signs it repeats") {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) check_growth(test::random_fleet(seed));
}

}  // namespace
}  // namespace gatewarden::config
