#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>

#include "gateway/batch/schedule.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kStart{1h};
Schedule::Rules rules(Duration interval, Duration floor) {
  Schedule::Rules made;
  made.interval = interval;
  made.floor = floor;
  return made;
}
DeviceId device(unsigned i) { return DeviceId{i}; }

// Runs a schedule as an uplink without limits; returns when each child's reports left.
std::map<unsigned, std::vector<SteadyTime>> run(Schedule& schedule, SteadyTime until, Duration step = 10ms) {
  std::map<unsigned, std::vector<SteadyTime>> left;
  for (SteadyTime now = kStart; now < until; now += step) {
    while (const auto due = schedule.take(now)) {
      left[static_cast<unsigned>(due->device)].push_back(now);
      schedule.sent(due->device, now);
    }
  }
  return left;
}

}  // namespace

TEST_CASE("between two reports of a child there is never less than the floor, and on average the interval") {
  Schedule schedule(rules(300s, 300s));
  for (unsigned i = 0; i < 200; ++i) schedule.add(device(i), kStart, std::nullopt);
  const auto left = run(schedule, kStart + 2h, 100ms);
  REQUIRE(left.size() == 200);
  for (const auto& [child, times] : left) {
    CHECK(times.size() >= 22);
    for (std::size_t i = 1; i < times.size(); ++i) REQUIRE(times[i] - times[i - 1] >= 300s);
    for (std::size_t i = 6; i < times.size(); ++i) REQUIRE(times[i] - times[i - 1] <= 302s);
  }
}

TEST_CASE("children are spread over the interval: no second has more than its share") {
  constexpr unsigned kChildren = 15'000;
  Schedule schedule(rules(320s, 300s));
  for (unsigned i = 0; i < kChildren; ++i) schedule.add(device(i), kStart, std::nullopt);
  std::map<long, int> per_second;
  for (const auto& [child, times] : run(schedule, kStart + 1900s, 50ms)) {
    for (const auto time : times)
      ++per_second[std::chrono::duration_cast<std::chrono::seconds>(time - kStart).count()];
  }
  const double average = kChildren / 320.0;
  for (const auto& [second, count] : per_second) {
    if (second < 1600) continue;  // each child has settled on its phase
    REQUIRE(count <= average * 1.25);
    REQUIRE(count >= average * 0.75);
  }
}

TEST_CASE("a small fleet's first reports leave within seconds, one after the other") {
  Schedule schedule(rules(300s, 300s));
  for (unsigned i = 0; i < 40; ++i) schedule.add(device(i), kStart, std::nullopt);
  const auto left = run(schedule, kStart + 10s);
  REQUIRE(left.size() == 40);
  std::vector<SteadyTime> firsts;
  for (const auto& [child, times] : left) firsts.push_back(times.front());
  std::sort(firsts.begin(), firsts.end());
  for (std::size_t i = 1; i < firsts.size(); ++i) CHECK(firsts[i] - firsts[i - 1] >= 90ms);
}

TEST_CASE(
    "a small fleet spreads over the interval within a few reports, none of which covers much more than one") {
  for (const Duration floor : {Duration(5s), Duration(300s)}) {
    Schedule schedule(rules(300s, floor));
    for (unsigned i = 0; i < 60; ++i) schedule.add(device(i), kStart, std::nullopt);
    std::map<long, int> per_slice;  // of 30 s, in the last interval
    for (const auto& [child, times] : run(schedule, kStart + 3000s, 100ms)) {
      for (std::size_t i = 1; i < times.size(); ++i) {
        REQUIRE(times[i] - times[i - 1] <= 376s);
        REQUIRE(times[i] - times[i - 1] >= floor);
      }
      ++per_slice[(times.back() - kStart - 2690s) / 30s];
    }
    for (const auto& [slice, count] : per_slice) CHECK(count <= 9);  // 6 on average
    CHECK(per_slice.size() >= 10);
  }
}

TEST_CASE("a restart keeps to the floor since the last report of the previous run") {
  Schedule schedule(rules(300s, 300s));
  schedule.add(device(0), kStart, kStart - 100s);
  schedule.add(device(1), kStart, kStart - 1000s);
  CHECK(schedule.due(device(0)) >= kStart + 200s);
  CHECK(schedule.due(device(1)) >= kStart);
  CHECK(schedule.due(device(1)) <= kStart + 300s);
}

TEST_CASE("after an outage children report at their own phases again: nothing is made up for in a flood") {
  Schedule schedule(rules(320s, 300s));
  for (unsigned i = 0; i < 3200; ++i) schedule.add(device(i), kStart, std::nullopt);
  run(schedule, kStart + 1600s, 50ms);
  const SteadyTime back = kStart + 1600s + 1h;
  std::map<long, int> per_second;
  for (SteadyTime now = back; now < back + 320s; now += 50ms) {
    while (const auto due = schedule.take(now)) {
      ++per_second[std::chrono::duration_cast<std::chrono::seconds>(now - back).count()];
      schedule.sent(due->device, now);
    }
  }
  for (const auto& [second, count] : per_second) REQUIRE(count <= 15);  // 10 on average
  CHECK(schedule.missed_slots() == 3200);
}

TEST_CASE(
    "a child with nothing to report waits for its next slot; one that never reported is looked at soon") {
  Schedule schedule(rules(300s, 300s));
  schedule.add(device(0), kStart, std::nullopt);
  const auto first = schedule.take(kStart + 5s);
  REQUIRE(first);
  schedule.idle(device(0), kStart + 5s);
  CHECK(schedule.due(device(0)) == kStart + 7s);
  REQUIRE(schedule.take(kStart + 7s));
  schedule.sent(device(0), kStart + 7s);
  const SteadyTime second = *schedule.due();
  REQUIRE(schedule.take(second));
  schedule.idle(device(0), second);
  CHECK(*schedule.due() > second);
  CHECK(*schedule.due() <= second + 300s);
}

TEST_CASE("first reports leave ten a second, and so often children without a value are asked again") {
  Schedule schedule(rules(300s, 1s));
  for (unsigned i = 0; i < 100; ++i) schedule.add(device(i), kStart, std::nullopt);
  CHECK(schedule.due(device(99)) == kStart + 10s);
  while (schedule.take(kStart + 10s)) continue;
  schedule.idle(device(99), kStart + 10s);
  CHECK(schedule.due(device(99)) == kStart + 20s);
}

TEST_CASE("when a child's last report left is known, also from an earlier run") {
  Schedule schedule(rules(300s, 1s));
  schedule.add(device(0), kStart, std::nullopt);
  schedule.add(device(1), kStart, kStart - 40s);
  CHECK_FALSE(schedule.last_sent(device(0)));
  CHECK(schedule.last_sent(device(1)) == kStart - 40s);
  CHECK_FALSE(schedule.last_sent(device(2)));
  const SteadyTime slot = *schedule.due(device(0));
  REQUIRE(schedule.take(slot));
  schedule.sent(device(0), slot + 1s);
  CHECK(schedule.last_sent(device(0)) == slot + 1s);
}

TEST_CASE("a removed child is never due again, wherever it stood") {
  std::mt19937 random(3);
  Schedule schedule(rules(300s, 1s));
  for (unsigned i = 0; i < 500; ++i) schedule.add(device(i), kStart, std::nullopt);
  std::vector<bool> gone(500, false);
  for (int i = 0; i < 250; ++i) {
    const unsigned victim = static_cast<unsigned>(random() % 500);
    schedule.remove(device(victim));
    gone[victim] = true;
  }
  SteadyTime before{};
  unsigned seen = 0;
  while (const auto due = schedule.take(*schedule.due() + 1ns)) {
    REQUIRE_FALSE(gone[static_cast<unsigned>(due->device)]);
    REQUIRE(due->slot >= before);  // still a heap
    before = due->slot;
    ++seen;
    if (!schedule.due()) break;
  }
  CHECK(seen == static_cast<unsigned>(std::count(gone.begin(), gone.end(), false)));
}

TEST_CASE("a new interval takes effect without breaking the floor") {
  Schedule schedule(rules(900s, 300s));
  for (unsigned i = 0; i < 50; ++i) schedule.add(device(i), kStart, std::nullopt);
  run(schedule, kStart + 30s);
  schedule.set_rules(rules(300s, 300s), kStart + 30s);
  for (unsigned i = 0; i < 50; ++i) {
    REQUIRE(*schedule.due(device(i)) >= kStart + 300s);
    REQUIRE(*schedule.due(device(i)) <= kStart + 630s);
  }
}

TEST_CASE("a report that had to be sent again is followed no sooner than the floor after its last copy") {
  Schedule schedule({.interval = 300s, .floor = 300s});
  const SteadyTime start{1h};
  schedule.add(DeviceId{0}, start, std::nullopt);
  const SteadyTime first = *schedule.due();
  REQUIRE(schedule.take(first));
  schedule.sent(DeviceId{0}, first);
  schedule.sent_again(DeviceId{0}, first + 200s);
  CHECK(*schedule.due() >= first + 500s);
  // A copy that changes nothing keeps the phase.
  const SteadyTime due = *schedule.due();
  schedule.sent_again(DeviceId{0}, first + 200s);
  CHECK(*schedule.due() == due);
}
