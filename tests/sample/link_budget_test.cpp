#include "gateway/sample/link_budget.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

const SteadyTime kStart = SteadyTime{} + 1h;
constexpr std::size_t kHundredKilobytes = 100'000 - LinkBudget::kPayloadBytes;

// How many payloads of 100 kB are looked at, of one that comes each millisecond.
int looked_at(LinkBudget& budget, Allowance& device, SteadyTime& now, Duration span) {
  int payloads = 0;
  for (const SteadyTime end = now + span; now < end; now += 1ms) {
    if (!budget.takes(device, now)) continue;
    budget.took(device, kHundredKilobytes, 1, 0, now);
    ++payloads;
  }
  return payloads;
}

}  // namespace

TEST_CASE("a device has a burst at once, and its rate for ever") {
  LinkBudget budget;
  Allowance device;
  SteadyTime now = kStart;
  CHECK(looked_at(budget, device, now, 1s) == 100 + 10);
  CHECK(looked_at(budget, device, now, 100s) == 1000);
  CHECK(looked_at(budget, device, now += 1h, 1s) == 100 + 10);
}

TEST_CASE("a payload of any size is looked at, and paid for afterwards") {
  LinkBudget budget;
  Allowance device;
  CHECK(budget.takes(device, kStart));
  budget.took(device, 16'000'000, 1, 0, kStart);
  CHECK_FALSE(budget.takes(device, kStart + 5s));
  CHECK(budget.takes(device, kStart + 7s));
}

TEST_CASE("small payloads and members of lists cost more than their bytes") {
  LinkBudget budget;
  Allowance small, listed;
  budget.took(small, 0, 1, 0, kStart);
  CHECK(small.owed(kStart) == 250us);
  budget.took(listed, 750, 1, 4000, kStart);
  CHECK(listed.owed(kStart) == 401ms);
}

TEST_CASE(
    "devices that send more than a link is given share it evenly; one that sends little does not notice") {
  LinkBudget budget;
  std::vector<Allowance> loud(1000);
  std::vector<int> taken(loud.size());
  Allowance quiet;
  int quiet_taken = 0, all = 0;
  const auto flood = [&](SteadyTime from, Duration span) {
    std::fill(taken.begin(), taken.end(), 0);
    for (SteadyTime now = from; now < from + span; now += 20ms) {
      for (std::size_t i = 0; i < loud.size(); ++i) {
        if (!budget.takes(loud[i], now)) continue;
        budget.took(loud[i], kHundredKilobytes, 1, 0, now);
        ++taken[i];
      }
    }
    all = std::accumulate(taken.begin(), taken.end(), 0);
  };
  flood(kStart, 1s);
  CHECK(all < 25'000);  // bursts of all would be 111,000 payloads
  flood(kStart + 1s, 100s);
  flood(kStart + 101s, 100s);
  CHECK(all == Approx(128 * 10 * 100).epsilon(0.1));
  const auto [least, most] = std::minmax_element(taken.begin(), taken.end());
  CHECK(*most - *least < 20);
  for (SteadyTime now = kStart + 201s; now < kStart + 211s; now += 1s) {
    quiet_taken += budget.takes(quiet, now);
    budget.took(quiet, 1000, 1, 0, now);
  }
  CHECK(quiet_taken == 10);
}

TEST_CASE("a device that is read for many children costs the link more, and itself as much") {
  LinkBudget budget;
  Allowance device;
  budget.took(device, kHundredKilobytes, 10'000, 0, kStart);
  CHECK(device.owed(kStart) == 100ms);
  budget.took(device, kHundredKilobytes, 1, 0, kStart);
  CHECK(device.owed(kStart) > 700ms);  // 8 s of the link are taken
}

TEST_CASE("a rate that the fleet file raises is the device's") {
  LinkBudget budget(10'000'000);
  Allowance device;
  SteadyTime now = kStart;
  CHECK(looked_at(budget, device, now, 11s) > 1000);
}

TEST_CASE("a flapping device has ten lines, then one in ten minutes; the others keep theirs") {
  LinkBudget budget;
  Allowance flapping, other;
  int lines = 0;
  for (SteadyTime now = kStart; now < kStart + 1h; now += 100ms) lines += budget.says(flapping, now);
  CHECK(lines == 10 + 5);
  CHECK(budget.says(other, kStart + 1h));
  LinkSnapshot shown;
  budget.show(shown);
  CHECK(shown.counters.at("log_lines_left_out") == 36'000 - 15);
}

TEST_CASE("a link that stayed within its budget shows nothing of it") {
  LinkBudget budget;
  Allowance device;
  CHECK(budget.says(device, kStart));
  LinkSnapshot shown;
  budget.show(shown);
  CHECK(shown.counters.empty());
}
