// Names for people: the known ones closest to an unknown one ("did you mean …"), and their order in a list.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatewarden {

// Optimal string alignment: insertions, deletions, replacements, swaps of neighbours. Above 256 bytes it is the
// longer size, to save time.
std::size_t edit_distance(std::string_view a, std::string_view b);

// How many edits leave a text of this size recognisable: a third of its letters.
constexpr std::size_t near_enough(std::size_t bytes) { return bytes / 3; }

struct Closeness {
  std::size_t max_edits = 1;
  // A known name in which the text (three bytes at least) begins a word counts as closest, or only if no other is close.
  enum class Part { closest, last_resort } part = Part::closest;
  std::size_t max_names = 1;
};

// Closest first, whatever the case of letters, ties in the order of `known`; empty if every name would be a wild guess.
std::vector<std::string> nearest(std::string_view text, const std::vector<std::string>& known,
                                 const Closeness& closeness);

// The order in which people look for a name in a list: its numbers count by value, so a-2 comes before a-10. Names
// that differ only in leading zeros keep apart.
bool natural_less(std::string_view a, std::string_view b);

// For sorted containers.
struct NaturalOrder {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const { return natural_less(a, b); }
};

}  // namespace gatewarden
