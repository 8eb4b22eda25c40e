// "Did you mean …": the known names closest to one that is not known.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatewarden {

// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours. A text above 256 bytes
// is not worth the time: the longer size stands for its distance.
std::size_t edit_distance(std::string_view a, std::string_view b);

struct Closeness {
  std::size_t max_edits = 1;
  // When a known name holds the whole text (three bytes at least), however long it is: the closest of all, or
  // only where no other name is close.
  enum class Part { closest, last_resort } part = Part::closest;
  std::size_t max_names = 1;
};

// The closest first, equally close ones in the order of `known`; nothing where each would be a wild guess.
std::vector<std::string> nearest(std::string_view text, const std::vector<std::string>& known,
                                 const Closeness& closeness);

}  // namespace gatewarden
