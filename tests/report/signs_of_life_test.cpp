#include "gateway/report/signs_of_life.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kStart{1h};

std::int64_t reachable(const SignsOfLife& life, SteadyTime now) {
  return life.own_metric(MetricRole::reachable, now, 30s).integer_value();
}
std::int64_t seconds(const SignsOfLife& life, SteadyTime now) {
  return life.own_metric(MetricRole::seconds_since_seen, now, 30s).integer_value();
}

}  // namespace

TEST_CASE("a child is reachable until it was silent for longer than its patience") {
  SignsOfLife life;
  life.heard(kStart);
  CHECK(reachable(life, kStart + 30s) == 1);
  CHECK(reachable(life, kStart + 31s) == 0);
  CHECK(seconds(life, kStart + 31s) == 31);
}

TEST_CASE("a child that was never heard is not reachable, and its age counts from its first report") {
  SignsOfLife life;
  life.began(kStart);
  life.began(kStart + 300s);
  CHECK(reachable(life, kStart) == 0);
  CHECK(seconds(life, kStart + 300s) == 300);
}

TEST_CASE("a sign of life from the future makes no negative age") {
  SignsOfLife life;
  life.heard(kStart + 5s);
  CHECK(seconds(life, kStart) == 0);
  CHECK(reachable(life, kStart) == 1);
}
