#include "gateway/app/view/link_rates.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kBegan{100s};

void count(LinkRates& rates, SteadyTime now, std::uint64_t samples) {
  if (rates.begin(now)) rates.take("hall-a", samples);
}

}  // namespace

TEST_CASE("a steady link's rate is reached within some seconds") {
  LinkRates rates(kBegan);
  CHECK(rates.per_second("hall-a") == 0);
  for (int second = 1; second <= 30; ++second)
    count(rates, kBegan + second * 1s, static_cast<std::uint64_t>(second) * 10);
  CHECK(rates.per_second("hall-a") == Approx(10).epsilon(0.01));
  CHECK(rates.per_second("site") == 0);
}

TEST_CASE("what was counted a moment ago is not counted again") {
  LinkRates rates(kBegan);
  count(rates, kBegan + 499ms, 1000);
  CHECK(rates.per_second("hall-a") == 0);
  count(rates, kBegan + 2s, 1000);
  CHECK(rates.per_second("hall-a") == Approx(0.2 * 500));
}

TEST_CASE("a link that began anew brings nothing until it is counted again") {
  LinkRates rates(kBegan);
  count(rates, kBegan + 1s, 100);
  count(rates, kBegan + 2s, 5);
  CHECK(rates.per_second("hall-a") == Approx(0.8 * 20));
  count(rates, kBegan + 3s, 15);
  CHECK(rates.per_second("hall-a") == Approx(0.8 * 0.8 * 20 + 2));
}
