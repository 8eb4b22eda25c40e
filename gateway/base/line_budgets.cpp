#include "gateway/base/line_budgets.hpp"

namespace gatewarden {

bool LineBudgets::take(const std::string& cause, SteadyTime now) {
  if (budget_of(cause, now).take(now)) return true;
  some_unsaid_ = true;
  return false;
}

void LineBudgets::tell_unsaid(
    SteadyTime now, const std::function<void(const std::string& cause, std::uint64_t lines)>& tell) {
  if (!some_unsaid_ || now < told_at_ + kBetweenWalks) return;
  told_at_ = now;
  some_unsaid_ = false;
  for (auto& [cause, budget] : budgets_) {
    if (const std::uint64_t lines = budget.owed(now)) tell(cause, lines);
    some_unsaid_ = some_unsaid_ || budget.unsaid() > 0;
  }
}

void LineBudgets::clear() { *this = {}; }

LineBudget& LineBudgets::budget_of(const std::string& cause, SteadyTime now) {
  if (const auto known = budgets_.find(cause); known != budgets_.end()) return known->second;
  if (budgets_.size() >= kMost && now >= swept_at_ + kBetweenWalks) {
    swept_at_ = now;
    std::erase_if(budgets_, [now](const auto& each) { return each.second.rested(now); });
  }
  return budgets_[budgets_.size() >= kMost ? "others" : cause];
}

}  // namespace gatewarden
