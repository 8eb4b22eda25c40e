#include "gateway/base/text/nearest.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "gateway/base/text/ascii.hpp"

namespace gatewarden {
namespace {

constexpr std::size_t kMinPart = 3;  // shorter texts are part of too many names
constexpr std::size_t kMaxBytes = 256;

struct Candidate {
  std::size_t edits;
  const std::string* name;
};

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }

// From where a word of the name begins: key in private_key, but not name in username.
bool is_part(std::string_view text, std::string_view name) {
  if (text.size() < kMinPart) return false;
  for (std::size_t at = name.find(text); at != std::string_view::npos; at = name.find(text, at + 1)) {
    if (at == 0 || !is_letter_or_digit(name[at - 1])) return true;
  }
  return false;
}

bool too_far(std::string_view text, std::string_view name, std::size_t max_edits) {
  return std::max(text.size(), name.size()) - std::min(text.size(), name.size()) > max_edits;
}

// Takes the number at the front of the text, without its leading zeros.
std::string_view take_number(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  std::string_view number = text.substr(0, end);
  text.remove_prefix(end);
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
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
  if (text.size() > kMaxBytes) return {};
  const std::string wanted = lower(text);
  std::vector<Candidate> close;
  for (const std::string& name : known) {
    const std::string small = lower(name);
    std::size_t edits = closeness.max_edits + 1;
    if (!too_far(wanted, small, closeness.max_edits)) edits = edit_distance(wanted, small);
    const bool part = is_part(wanted, small);
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

bool natural_less(std::string_view a, std::string_view b) {
  const std::string_view whole_a = a, whole_b = b;
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const std::string_view left = take_number(a), right = take_number(b);
      if (left.size() != right.size()) return left.size() < right.size();
      if (left != right) return left < right;
      continue;
    }
    if (a.front() != b.front())
      return static_cast<unsigned char>(a.front()) < static_cast<unsigned char>(b.front());
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.size() != b.size() ? a.size() < b.size() : whole_a < whole_b;
}

}  // namespace gatewarden
