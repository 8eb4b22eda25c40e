#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "gateway/uplink/pacer.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

const SteadyTime kStart{std::chrono::hours(1)};

}  // namespace

TEST_CASE("in no second more is spent than the rate and the burst, whatever the costs and pauses") {
  std::mt19937_64 random(GENERATE(1, 2, 3, 4, 5));
  const double rate = 95;
  const auto burst = 50ms;
  Pacer pacer({rate, 500'000, burst}, kStart);
  std::vector<std::pair<SteadyTime, Pacer::Cost>> spent;
  SteadyTime now = kStart;
  while (now < kStart + 60s) {
    const Pacer::Cost cost{random() % 2 ? 2.0 : 1.0, static_cast<double>(random() % 20'000)};
    if (random() % 50 == 0) now += std::chrono::milliseconds(random() % 3000);  // idle: nothing is saved up
    now = std::max(now, pacer.ready(cost, now));
    REQUIRE(pacer.take(cost, now));
    spent.emplace_back(now, cost);
  }
  for (std::size_t first = 0; first < spent.size(); ++first) {
    double publishes = 0, bytes = 0;
    for (std::size_t i = first; i < spent.size() && spent[i].first < spent[first].first + 1s; ++i) {
      publishes += spent[i].second.publishes;
      bytes += spent[i].second.bytes;
    }
    REQUIRE(publishes <= rate * 1.05 + 1e-6);
    REQUIRE(bytes <= 500'000 * 1.05 + 1e-3);
  }
}

TEST_CASE("a rate that is asked for is also reached") {
  Pacer pacer({95, 1e9, 50ms}, kStart);
  SteadyTime now = kStart;
  for (int i = 0; i < 950; ++i) {
    now = std::max(now, pacer.ready({2, 100}, now));
    REQUIRE(pacer.take({2, 100}, now));
  }
  const double seconds = std::chrono::duration<double>(now - kStart).count();
  CHECK(seconds == Approx(20).margin(0.1));
}

TEST_CASE("something larger than a bucket goes when the bucket is full, and the next waits for the debt") {
  Pacer pacer({10, 100'000, 50ms}, kStart);
  REQUIRE(pacer.take({1, 120'000}, kStart));
  CHECK_FALSE(pacer.take({1, 10}, kStart + 500ms));
  const SteadyTime next = pacer.ready({1, 10}, kStart);
  CHECK(next > kStart + 1100ms);
  CHECK(next < kStart + 1300ms);
}

TEST_CASE("a pause lets nothing through and saves nothing up") {
  Pacer pacer({100, 1e9, 1s}, kStart);
  pacer.pause(kStart + 5s);
  CHECK(pacer.ready({1, 1}, kStart) >= kStart + 5s);
  CHECK_FALSE(pacer.take({1, 1}, kStart + 4s));
  CHECK_FALSE(pacer.take({10, 1}, kStart + 5s));
  CHECK(pacer.take({1, 1}, kStart + 5s + 11ms));
}

TEST_CASE("strangers' traffic slows down by a second at most") {
  Pacer pacer({100, 1e9, 50ms}, kStart);
  for (int i = 0; i < 100'000; ++i) pacer.charge({1, 100}, kStart);
  CHECK(pacer.ready({1, 1}, kStart) > kStart + 900ms);
  CHECK(pacer.ready({1, 1}, kStart) < kStart + 1100ms);
}
