#include "gateway/status/nearest.hpp"

#include <algorithm>
#include <numeric>

namespace gatewarden::status {
namespace {

constexpr std::size_t kLeastPart = 3;  // shorter ones are part of too much

// Letters to insert, delete or replace (Levenshtein), one row at a time.
std::size_t distance(std::string_view from, std::string_view to, std::vector<std::size_t>& row) {
  row.resize(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string> nearest(std::string_view name, const std::vector<std::string>& known) {
  const std::size_t bound = std::max<std::size_t>(1, name.size() / 3);
  std::vector<std::pair<std::size_t, const std::string*>> close;
  std::vector<std::size_t> row;
  for (const auto& candidate : known) {
    if (name.size() >= kLeastPart && candidate.find(name) != std::string::npos) {
      close.emplace_back(0, &candidate);
      continue;
    }
    if (std::max(candidate.size(), name.size()) - std::min(candidate.size(), name.size()) > bound) continue;
    if (const auto apart = distance(name, candidate, row); apart <= bound)
      close.emplace_back(apart, &candidate);
  }
  std::stable_sort(close.begin(), close.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, close.size()); ++i) names.push_back(*close[i].second);
  return names;
}

}  // namespace gatewarden::status
