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
  ids.confirmed(*ceiling);
  CHECK(value(ids.next(kDevice, kNow)) == 1'790'000'000);
}

TEST_CASE("ids rise per thing when the clock stands still or steps back") {
  ReportIds ids(0);
  ids.confirmed(*ids.wanted_ceiling(kNow));
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
          ids.confirmed(*wanted);
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

TEST_CASE(
    "where no ceiling can be stored, ids go on, and later runs begin above them without having read of them") {
  std::mt19937 random(23);
  for (int story = 0; story < 200; ++story) {
    std::uint64_t stored =
        story % 3 == 0 ? 0 : 1'790'000'000 + random() % 100'000;  // often ahead of the clock
    std::optional<WallTime> at = stored ? std::optional(kNow) : std::nullopt;
    std::uint64_t last = 0;
    WallTime now = kNow;
    for (int run = 0; run < 12; ++run) {
      const bool saves = random() % 3 == 0;
      ReportIds ids(ReportIds::first_id(stored, at, now), now);
      int silent = 0;
      for (int report = static_cast<int>(random() % 20); report > 0; --report) {
        if (const auto wanted = ids.wanted_ceiling(now)) {
          ids.asked(*wanted);
          if (saves) {
            stored = *wanted;
            at = now;
            ids.confirmed(*wanted, now);
          } else {
            ids.go_on_unsaved();
          }
        }
        const auto id = ids.next(kDevice, now);
        silent = id ? 0 : silent + 1;
        REQUIRE(silent < 3);  // nobody is silenced for more than a moment
        if (id) REQUIRE(value(id) > last);
        if (id) last = value(id);
        now += std::chrono::milliseconds(1000 + random() % 3000);
      }
      now += std::chrono::milliseconds(random() % 5000);
    }
  }
}
