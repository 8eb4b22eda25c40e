// "Did you mean …": the known names closest to an unknown one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatewarden {

// Optimal string alignment: insertions, deletions, replacements, swaps of neighbours. Above 256 bytes it is the
// longer size, to save time.
std::size_t edit_distance(std::string_view a, std::string_view b);

struct Closeness {
  std::size_t max_edits = 1;
  // A known name that contains the whole text (at least three bytes) counts as closest, or
  // only if no other is close.
  enum class Part { closest, last_resort } part = Part::closest;
  std::size_t max_names = 1;
};

// Closest first, ties in the order of `known`; empty if every name would be a wild guess.
std::vector<std::string> nearest(std::string_view text, const std::vector<std::string>& known,
                                 const Closeness& closeness);

}  // namespace gatewarden
