#include "gateway/base/line_budgets.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

// Lines said of `count` causes that had none before, one each.
std::size_t said(LineBudgets& budgets, std::size_t first, std::size_t count, SteadyTime now) {
  std::size_t lines = 0;
  for (std::size_t i = first; i < first + count; ++i)
    lines += budgets.take("lost l" + std::to_string(i), now);
  return lines;
}

}  // namespace

TEST_CASE("causes beyond those that are remembered share one budget") {
  LineBudgets budgets;
  const SteadyTime now{1h};
  CHECK(said(budgets, 0, LineBudgets::kMost, now) == LineBudgets::kMost);
  CHECK(said(budgets, LineBudgets::kMost, 10'000, now) == LineBudget::kBurst);
  CHECK(budgets.take("lost l7", now));  // one that is remembered has its own
}

TEST_CASE("causes that rest make room, looked for once a second") {
  LineBudgets budgets;
  const SteadyTime begin{1h};
  said(budgets, 0, LineBudgets::kMost, begin);
  // The look at the first stranger finds nobody at rest. Until the next one all strangers share a budget.
  CHECK(said(budgets, 100'000, 300, begin + LineBudget::kEvery - 1ms) == LineBudget::kBurst);
  CHECK(said(budgets, 200'000, 300, begin + LineBudget::kEvery) == 0);
  CHECK(said(budgets, 300'000, 300, begin + LineBudget::kEvery + LineBudgets::kBetweenWalks) == 300);
}

TEST_CASE("what was left out is told by cause once its budget opens, and once") {
  LineBudgets budgets;
  const SteadyTime begin{1h};
  for (int i = 0; i < 1'000; ++i) budgets.take("flapped hall", begin);
  budgets.take("answered hall", begin);
  std::map<std::string, std::uint64_t> told;
  const auto tell = [&told](const std::string& cause, std::uint64_t lines) { told[cause] += lines; };
  budgets.tell_unsaid(begin, tell);
  CHECK(told.empty());
  budgets.tell_unsaid(begin + LineBudget::kEvery, tell);
  CHECK(told == std::map<std::string, std::uint64_t>{{"flapped hall", 1'000 - LineBudget::kBurst}});
  budgets.tell_unsaid(begin + 2 * LineBudget::kEvery, tell);
  CHECK(told["flapped hall"] == 1'000 - LineBudget::kBurst);
}
