#pragma once

#include <string_view>

namespace gatewarden::host {

// The next run of non-blank characters of a line, which it takes from the front of `rest`; empty at the end.
inline std::string_view next_word(std::string_view& rest) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t from = rest.find_first_not_of(kBlanks);
  if (from == std::string_view::npos) return rest = {};
  rest.remove_prefix(from);
  const std::string_view word = rest.substr(0, rest.find_first_of(kBlanks));
  rest.remove_prefix(word.size());
  return word;
}

}  // namespace gatewarden::host
