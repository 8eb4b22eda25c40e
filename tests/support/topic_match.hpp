#pragma once

#include <string_view>

namespace gatewarden::test {

// As in MQTT: `+` is one level, `#` the rest.
inline bool filter_matches(std::string_view filter, std::string_view topic) {
  while (true) {
    const std::size_t filter_end = filter.find('/'), topic_end = topic.find('/');
    const std::string_view level = filter.substr(0, filter_end);
    if (level == "#") return true;
    if (level != "+" && level != topic.substr(0, topic_end)) return false;
    if (filter_end == filter.npos || topic_end == topic.npos) return filter_end == topic_end;
    filter.remove_prefix(filter_end + 1);
    topic.remove_prefix(topic_end + 1);
  }
}

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
