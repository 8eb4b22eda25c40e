#include "tests/bench/modbus/goals.hpp"

#include <algorithm>
#include <cstdio>

namespace bench {
namespace {

template <class... Figures>
std::string text(const char* format, Figures... figures) {
  char line[160];
  std::snprintf(line, sizeof line, format, figures...);
  return line;
}

}  // namespace

void Goals::at_most(const std::string& scenario, const char* what, double figure, double limit,
                    const char* unit) {
  add(scenario, text("%-30s <= %8.6g %-8s %10.2f", what, limit, unit, figure), figure <= limit);
}

void Goals::at_least(const std::string& scenario, const char* what, double figure, double limit,
                     const char* unit) {
  add(scenario, text("%-30s >= %8.6g %-8s %10.0f", what, limit, unit, figure), figure >= limit);
}

void Goals::cpu(const std::string& scenario, double figure, double limit, double floor, double quiet_floor) {
  std::string line = text("%-30s <= %8.6g %-8s %10.2f", "CPU time a poll", limit, "us", figure);
  bool met = figure <= limit;
  if (floor > 0) {
    line += text("   %.2f x floor", figure / floor);
    if (!met && floor > quiet_floor) {
      met = figure / floor <= limit / quiet_floor;
      line += text(" (<= %.2f, for the floor takes %.2f us here, %.1f on a quiet machine)",
                   limit / quiet_floor, floor, quiet_floor);
    }
  }
  add(scenario, line, met);
}

void Goals::add(const std::string& scenario, const std::string& text, bool met) {
  verdicts_.push_back({(met ? "PASS  " : "MISS  ") + scenario +
                           std::string(7 - std::min<std::size_t>(6, scenario.size()), ' ') + text,
                       met});
}

void Goals::print() const {
  std::printf("\ngoals\n");
  for (const Verdict& verdict : verdicts_) std::printf("   %s\n", verdict.text.c_str());
}

bool Goals::all_met() const {
  return std::all_of(verdicts_.begin(), verdicts_.end(), [](const Verdict& verdict) { return verdict.met; });
}

}  // namespace bench
