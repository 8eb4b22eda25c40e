#include "gateway/base/line_budget.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

const SteadyTime kStart{std::chrono::hours(1)};

}  // namespace

TEST_CASE("a cause says so many lines at once, then one each time, and never more") {
  LineBudget budget;
  int said = 0;
  for (int i = 0; i < 100'000; ++i) said += budget.take(kStart) ? 1 : 0;
  CHECK(said == LineBudget::kBurst);
  // An hour of ten a second.
  said = 0;
  for (SteadyTime now = kStart; now < kStart + 1h; now += 100ms) said += budget.take(now) ? 1 : 0;
  CHECK(said <= 1h / LineBudget::kEvery);
  CHECK(said >= 1h / LineBudget::kEvery - 1);
}

TEST_CASE("what was not said is told once, when a line may be said again") {
  LineBudget budget;
  for (int i = 0; i < LineBudget::kBurst + 7; ++i) (void)budget.take(kStart);
  CHECK(budget.unsaid() == 7);
  CHECK(budget.owed(kStart) == 0);
  CHECK(budget.owed(kStart + LineBudget::kEvery) == 7);
  CHECK(budget.owed(kStart + LineBudget::kEvery) == 0);
  CHECK(budget.take(kStart + LineBudget::kEvery));
}

TEST_CASE("a budget is rested when it is whole and owes nothing") {
  LineBudget budget;
  CHECK(budget.rested(kStart));
  CHECK(budget.take(kStart));
  CHECK_FALSE(budget.rested(kStart));
  CHECK(budget.rested(kStart + LineBudget::kEvery));
}
