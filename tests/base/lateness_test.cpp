#include "gateway/base/lateness.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace std::chrono_literals;

TEST_CASE("lateness quantiles are right within a bucket") {
  Lateness<4, 100> quarters;
  Lateness<1, 24> octaves;
  for (int i = 1; i <= 1000; ++i) {
    quarters.add(std::chrono::milliseconds(i));
    octaves.add(std::chrono::milliseconds(i));
  }
  CHECK(quarters.count() == 1000);
  CHECK(quarters.quantile(0.5) >= 500ms);
  CHECK(quarters.quantile(0.5) <= 600ms);
  CHECK(quarters.quantile(0.99) >= 990ms);
  CHECK(quarters.quantile(0.99) <= 1200ms);
  CHECK(octaves.quantile(0.5) == 512ms);
  CHECK(octaves.quantile(0.99) == 1024ms);
}

TEST_CASE("no lateness has no quantile, and what is on time is within a millisecond") {
  Lateness<1, 24> lateness;
  CHECK(lateness.quantile(0.99) == Duration::zero());
  lateness.add(Duration::zero());
  lateness.add(-5ms);  // early
  CHECK(lateness.quantile(0.99) == 1ms);
}

TEST_CASE("what is later than the last bucket counts there") {
  Lateness<1, 4> lateness;
  lateness.add(1h);
  CHECK(lateness.quantile(1) == 8ms);
}
