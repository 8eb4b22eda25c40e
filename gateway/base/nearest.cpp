#include "gateway/base/nearest.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace gatewarden {
namespace {

constexpr std::size_t kMinPart = 3;  // shorter texts are part of too many names
constexpr std::size_t kMaxBytes = 256;

struct Candidate {
  std::size_t edits;
  const std::string* name;
};

bool is_part(std::string_view text, const std::string& name) {
  return text.size() >= kMinPart && name.find(text) != std::string::npos;
}

bool too_far(std::string_view text, const std::string& name, std::size_t max_edits) {
  return std::max(text.size(), name.size()) - std::min(text.size(), name.size()) > max_edits;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  if (a.size() > kMaxBytes || b.size() > kMaxBytes) return std::max(a.size(), b.size());
  std::array<std::array<std::size_t, kMaxBytes + 1>, 3> rows;  // this row and two above
  std::iota(rows[0].begin(), rows[0].end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& two_above = rows[(i + 1) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], two_above[j - 2] + 1);
      }
    }
  }
  return rows[a.size() % 3][b.size()];
}

std::vector<std::string> nearest(std::string_view text, const std::vector<std::string>& known,
                                 const Closeness& closeness) {
  const std::size_t of_part = closeness.part == Closeness::Part::closest ? 0 : closeness.max_edits + 1;
  std::vector<Candidate> close;
  for (const std::string& name : known) {
    std::size_t edits = closeness.max_edits + 1;
    if (!too_far(text, name, closeness.max_edits)) edits = edit_distance(text, name);
    const bool part = is_part(text, name);
    if (part) edits = std::min(edits, of_part);
    if (part || edits <= closeness.max_edits) close.push_back({edits, &name});
  }
  std::stable_sort(close.begin(), close.end(),
                   [](const Candidate& a, const Candidate& b) { return a.edits < b.edits; });
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(closeness.max_names, close.size()); ++i)
    names.push_back(*close[i].name);
  return names;
}

}  // namespace gatewarden
