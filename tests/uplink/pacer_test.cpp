#include <algorithm>
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

TEST_CASE("strangers' traffic slows down by its share of a second at most") {
  Pacer pacer({100, 1e9, 50ms}, kStart);
  for (int i = 0; i < 100'000; ++i) pacer.charge({1, 100}, kStart);
  CHECK(pacer.ready({1, 1}, kStart) > kStart + 400ms);
  CHECK(pacer.ready({1, 1}, kStart) < kStart + 600ms);
}

TEST_CASE("within their share strangers are charged whole, and beyond it only up to it") {
  Pacer pacer({100, 1e9, 50ms}, kStart);
  for (int i = 0; i < 50; ++i) CHECK(pacer.charge({1, 100}, kStart));
  CHECK_FALSE(pacer.charge({1, 100}, kStart));
  CHECK(pacer.charge({1, 100}, kStart + 21ms));
  CHECK_FALSE(pacer.charge({1, 2e9}, kStart + 100ms));
}

namespace {

// Answers of strangers: a second's worth at once, evenly, or when chance wants.
struct Crowd {
  double answers_per_second, bytes;
  Pacer::Cost own;
  int seed;

  Duration until_next(std::mt19937_64& random, std::uint64_t come) const {
    const auto many = static_cast<std::uint64_t>(std::max(1.0, answers_per_second));
    if (seed % 3 == 0) return come % many == 0 ? Duration(1s) : Duration(0);
    const double mean = 1e9 / answers_per_second;
    const double drawn = seed % 3 == 1 ? mean : std::exponential_distribution<double>(1 / mean)(random);
    return Duration(static_cast<Duration::rep>(drawn));
  }
};

// Own publishes go whenever they may. Checks what they got in stretches of time drawn by lot.
void keeps_its_share(const Crowd& crowd, Duration lasts) {
  std::mt19937_64 random(static_cast<std::uint64_t>(crowd.seed));
  const Pacer::Rates rates;
  Pacer pacer(rates, kStart);
  const SteadyTime end = kStart + lasts, never = end + 1h;
  std::uint64_t come = 1;
  SteadyTime stranger = crowd.answers_per_second < 1 ? never : kStart + crowd.until_next(random, come);
  std::vector<SteadyTime> sent;
  for (SteadyTime now = kStart; now < end;) {
    now = std::min(stranger, std::max(now, pacer.ready(crowd.own, now)));
    if (now == stranger) {
      pacer.charge({1, crowd.bytes}, now);
      stranger += crowd.until_next(random, ++come);
    } else if (pacer.take(crowd.own, now)) {
      sent.push_back(now);
    }
  }
  const double slots = std::min(rates.publishes_per_second / crowd.own.publishes,
                                crowd.own.bytes > 0 ? rates.bytes_per_second / crowd.own.bytes : 1e9);
  for (int i = 0; i < 1000; ++i) {
    const SteadyTime from = kStart + Duration(random() % static_cast<std::uint64_t>(lasts.count()));
    const SteadyTime to = from + Duration(random() % static_cast<std::uint64_t>((end - from).count() + 1));
    const auto got =
        std::lower_bound(sent.begin(), sent.end(), to) - std::lower_bound(sent.begin(), sent.end(), from);
    const double seconds = std::chrono::duration<double>(to - from).count();
    // 5 %: see Pacer. Two: a slot at either end of the stretch.
    const double least = 0.95 * (1 - Pacer::kStrangersShare) * slots * (seconds - 1) - 2;
    if (static_cast<double>(got) < least)
      FAIL(crowd.answers_per_second << "/s of " << crowd.bytes << " bytes: " << got << " instead of " << least
                                    << " in " << seconds << " s");
  }
}

}  // namespace

TEST_CASE("own publishes keep their share of the rates, however many strangers' answers come") {
  for (const double rate :
       {0.0, 1.0, 10.0, 40.0, 47.5, 48.0, 60.0, 94.0, 95.0, 96.0, 100.0, 190.0, 300.0, 1000.0, 10'000.0}) {
    for (int seed = 0; seed < 3; ++seed) {
      keeps_its_share({rate, 200, {2, 1000}, seed}, 3min);
      keeps_its_share({rate, 5000, {2, 1000}, seed}, 3min);  // by bytes
      keeps_its_share({rate, 128 * 1024, {2, 20'000}, seed}, 3min);
      keeps_its_share({rate, 200, {1, 120'000}, seed}, 3min);  // larger than the bucket
    }
  }
}

TEST_CASE("own publishes keep their share for hours, at a rate of strangers' answers drawn by lot") {
  std::mt19937_64 random(11);
  for (int i = 0; i < 30; ++i) {
    keeps_its_share({static_cast<double>(random() % 10'001),
                     static_cast<double>(random() % 20'000),
                     {random() % 2 ? 2.0 : 1.0, static_cast<double>(1 + random() % 100'000)},
                     i},
                    i == 0 ? Duration(4h) : Duration(3min));
  }
}

TEST_CASE("strangers within the rates take what they need, so that the service drops nothing") {
  Pacer pacer({95, 500'000, 50ms}, kStart);
  double own = 0;
  for (SteadyTime now = kStart; now < kStart + 100s; now += 5ms) {
    if ((now - kStart) % 25ms == 0s) CHECK(pacer.charge({1, 300}, now));  // 40/s
    while (pacer.take({1, 100}, now)) ++own;
  }
  CHECK(own == Approx(55 * 100).margin(100));
}
