// The budgets of a log's lines, one for each cause (line_budget.hpp), for at most kMost causes: more share one. What it
// costs does not grow with a flood: the causes are walked once a second at most. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "gateway/base/line_budget.hpp"

namespace gatewarden {

class LineBudgets {
 public:
  static constexpr std::size_t kMost = 20'000;  // a fleet has up to 10,000 links
  static constexpr Duration kBetweenWalks = std::chrono::seconds(1);

  // Whether a line of this cause may be said. If not, it counts as unsaid.
  bool take(const std::string& cause, SteadyTime now);
  // Tells how many lines of a cause were left out, once it may say something again, even if nothing happens there any more.
  void tell_unsaid(SteadyTime now,
                   const std::function<void(const std::string& cause, std::uint64_t lines)>& tell);
  void clear();

 private:
  LineBudget& budget_of(const std::string& cause, SteadyTime now);

  std::map<std::string, LineBudget> budgets_;
  bool some_unsaid_ = false;
  SteadyTime told_at_{};   // the last look for what is unsaid
  SteadyTime swept_at_{};  // the last look for causes that rest
};

}  // namespace gatewarden
