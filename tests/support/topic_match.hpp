#pragma once

#include <string_view>

#include "gateway/mqtt/topic_filter.hpp"

namespace gatewarden::test {

using mqtt::filter_matches;

// `*`: any characters.
inline bool pattern_matches(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() != '*') {
    return !text.empty() && text.front() == pattern.front() &&
           pattern_matches(pattern.substr(1), text.substr(1));
  }
  for (std::size_t skip = 0; skip <= text.size(); ++skip) {
    if (pattern_matches(pattern.substr(1), text.substr(skip))) return true;
  }
  return false;
}

}  // namespace gatewarden::test
