#include "gateway/report/signs_of_life.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kStart{1h};
constexpr SignsOfLife::Patience kPatience{60s, 30s};

std::int64_t reachable(const SignsOfLife& life, SteadyTime now) {
  return life.own_metric(MetricRole::reachable, now, kPatience).integer_value();
}
std::int64_t seconds(const SignsOfLife& life, SteadyTime now) {
  return life.own_metric(MetricRole::seconds_since_seen, now, kPatience).integer_value();
}

}  // namespace

TEST_CASE("a child is reachable until it was silent for longer than its patience") {
  SignsOfLife life;
  life.await(kStart);
  life.heard(kStart);
  CHECK(reachable(life, kStart + 30s) == 1);
  CHECK(reachable(life, kStart + 31s) == 0);
  CHECK(seconds(life, kStart + 31s) == 31);
  CHECK(life.overdue(kPatience) == kStart + 30s);
}

TEST_CASE("nobody knows whether a child is reachable before it was heard or had its chance") {
  SignsOfLife life;
  CHECK_FALSE(life.is_known(kStart + 24h, kPatience));
  CHECK_FALSE(life.silence());
  life.await(kStart);
  CHECK_FALSE(life.is_known(kStart + 59s, kPatience));
  CHECK(life.is_known(kStart + 60s, kPatience));
  CHECK(reachable(life, kStart + 60s) == 0);
  CHECK(seconds(life, kStart + 300s) == 300);
  CHECK(life.overdue(kPatience) == kStart + 60s);
  life.heard(kStart + 301s);
  CHECK(reachable(life, kStart + 301s) == 1);
}

TEST_CASE("a sign of life from the future makes no negative age") {
  SignsOfLife life;
  life.await(kStart);
  life.heard(kStart + 5s);
  CHECK(seconds(life, kStart) == 0);
  CHECK(reachable(life, kStart) == 1);
}

TEST_CASE("a device that an earlier run has seen is not reachable again before it is heard") {
  SignsOfLife life;
  life.await(kStart, Silence{kStart - 72h, true});
  CHECK_FALSE(life.is_known(kStart + 1s, kPatience));
  CHECK(life.silence()->ever_seen);
  CHECK_FALSE(life.was_heard());
  CHECK(reachable(life, kStart + 60s) == 0);
  CHECK(seconds(life, kStart + 60s) == 72 * 3600 + 60);
}

TEST_CASE("a device that no run has seen goes on counting from the first wait for it") {
  SignsOfLife life;
  life.await(kStart, Silence{kStart - 24h, false});
  CHECK_FALSE(life.silence()->ever_seen);
  CHECK(seconds(life, kStart + 60s) == 24 * 3600 + 60);
}

TEST_CASE("a time in the future counts from the start of the run, until the wall clock is set") {
  const Duration years = 24h * 365 * 56;  // the clock began in 1970
  SignsOfLife life;
  life.await(kStart, Silence{kStart + years - 72h, true});
  CHECK(seconds(life, kStart + 60s) == 60);
  life.wall_clock_stepped(years);
  CHECK(seconds(life, kStart + 60s) == 72 * 3600 + 60);
}

TEST_CASE("a step of the wall clock changes no age that this run has measured") {
  SignsOfLife heard, fresh;
  heard.await(kStart, Silence{kStart - 72h, true});
  heard.heard(kStart);
  fresh.await(kStart);
  for (SignsOfLife* life : {&heard, &fresh}) {
    life->wall_clock_stepped(24h * 365);
    CHECK(seconds(*life, kStart + 60s) == 60);
    life->wall_clock_stepped(-24h * 365 * 2);
    CHECK(seconds(*life, kStart + 60s) == 60);
  }
}
