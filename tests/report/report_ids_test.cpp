#include <catch2/catch.hpp>

#include <random>
#include <set>

#include "gateway/report/report_ids.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {
constexpr DeviceId kDevice{0};
const WallTime kNow{std::chrono::seconds(1'790'000'000)};
std::uint64_t value(std::optional<ReportId> id) { return static_cast<std::uint64_t>(id.value()); }
}  // namespace

TEST_CASE("no id is given before the store has promised a ceiling above it") {
  ReportIds ids(0);
  CHECK_FALSE(ids.next(kDevice, kNow));
  const auto ceiling = ids.wanted_ceiling(kNow);
  REQUIRE(ceiling);
  ids.asked(*ceiling);
  CHECK_FALSE(ids.wanted_ceiling(kNow));  // asked only once
  CHECK_FALSE(ids.next(kDevice, kNow));
  ids.confirmed(*ceiling, kNow);
  CHECK(value(ids.next(kDevice, kNow)) == 1'790'000'000);
}

TEST_CASE("ids rise per thing when the clock stands still or steps back") {
  ReportIds ids(0);
  ids.confirmed(*ids.wanted_ceiling(kNow), kNow);
  const auto first = value(ids.next(kDevice, kNow));
  CHECK(value(ids.next(kDevice, kNow)) == first + 1);
  CHECK(value(ids.next(kDevice, kNow - std::chrono::hours(24))) == first + 2);
  CHECK(value(ids.next(DeviceId{1}, kNow)) == first);  // unique per thing only
}

TEST_CASE("whatever happens between two runs, a thing's ids never repeat and never fall") {
  std::mt19937 random(11);
  std::uint64_t on_disk = 0, last = 0;
  WallTime now = kNow;
  for (int run = 0; run < 300; ++run) {
    ReportIds ids(on_disk);
    const int reports = static_cast<int>(random() % 40);
    for (int i = 0; i < reports; ++i) {
      now += std::chrono::seconds(static_cast<int>(random() % 400) - 100);  // sometimes backwards
      if (const auto wanted = ids.wanted_ceiling(now)) {
        ids.asked(*wanted);
        if (random() % 4 != 0) {  // late, or lost in the crash
          on_disk = *wanted;
          ids.confirmed(*wanted, now);
        }
      }
      if (const auto id = ids.next(kDevice, now)) {
        REQUIRE(value(id) > last);
        last = value(id);
        REQUIRE(last < on_disk);  // what kill -9 leaves forbids all used ids
      }
    }
    now += std::chrono::seconds(static_cast<int>(random() % 100'000) - 50'000);
  }
}

namespace {

// What is on the disk, or was.
struct Disk {
  std::uint64_t ceiling = 0;
  std::optional<WallTime> at = {};
};

// A run that asks for an id several times a second, and stores its ceilings only if the disk lets it.
void run(Disk& disk, bool writable, std::mt19937& random, WallTime& now, std::uint64_t& last) {
  ReportIds ids(ReportIds::first_id(disk.ceiling, disk.at, now), now);
  WallTime heard = now;
  for (unsigned reports = random() % 20; reports > 0; --reports) {
    if (const auto wanted = ids.wanted_ceiling(now)) {
      ids.asked(*wanted);
      if (writable) {
        disk = {*wanted, now};
        ids.confirmed(*wanted, now);
      } else {
        ids.go_on_unsaved();
      }
    }
    if (const auto id = ids.next(kDevice, now)) {
      REQUIRE(value(id) > last);
      last = value(id);
      heard = now;
    }
    REQUIRE(now - heard < 3s);  // nobody is silenced for more than a moment
    now += std::chrono::milliseconds(50 + random() % 900);
  }
}

}  // namespace

TEST_CASE("where no ceiling can be stored, ids go on, and later runs begin above them") {
  std::mt19937 random(23);
  for (int story = 0; story < 300; ++story) {
    Disk disk;
    if (story % 3 != 0) disk = {1'790'000'000 + random() % 100'000, kNow};  // often ahead of the clock
    std::uint64_t last = 0;
    WallTime now = kNow;
    for (int runs = 0; runs < 12; ++runs) {
      run(disk, random() % 3 == 0, random, now, last);
      now += std::chrono::milliseconds(random() % 500);
    }
  }
}

TEST_CASE("a ceiling kept by a clock that was not set puts no decades between two runs") {
  const std::uint64_t now = 1'790'000'000, ceiling = now + 600, bound = now + 2 * ReportIds::kAfterLoss;
  const WallTime unset{10s};
  CHECK(ReportIds::first_id(ceiling, unset, kNow) == bound);
  CHECK(ReportIds::first_id(ceiling, unset, kNow + 5s) == bound + 5);  // above a run that left no trace
  CHECK(ReportIds::first_id(bound + 7, unset, kNow) == bound + 7);     // never below the ceiling
  CHECK(ReportIds::first_id(130, unset, kNow) == now + 120);           // a new device: no id was used yet
  CHECK(ReportIds::first_id(ceiling, unset, WallTime(20s)) == ceiling);
  CHECK(ReportIds::first_id(ceiling, kNow, kNow + 1000h) == ceiling + 3'600'000);
  CHECK(ReportIds::first_id(bound + 7, kEarliestBelievable, kNow) > bound + 7);  // the first that may be set
}

TEST_CASE("a child that never had an id has none, whatever its neighbours had") {
  ReportIds ids(0);
  CHECK(ids.last(kDevice) == 0);
  ids.remember(kDevice, 1'790'000'007);
  CHECK(ids.last(kDevice) == 1'790'000'007);
  CHECK(ids.last(DeviceId{1}) == 0);
}
