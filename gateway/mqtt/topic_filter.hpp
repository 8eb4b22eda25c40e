#pragma once

#include <string_view>

namespace gatewarden::mqtt {

// As in MQTT 5, section 4.7: `+` is one level, `#` the rest, or none. Topics with a `$` are not kept apart from filters
// that begin with a wildcard (4.7.2).
inline bool filter_matches(std::string_view filter, std::string_view topic) {
  while (true) {
    const std::size_t filter_end = filter.find('/'), topic_end = topic.find('/');
    const std::string_view level = filter.substr(0, filter_end);
    if (level == "#") return true;
    if (level != "+" && level != topic.substr(0, topic_end)) return false;
    if (filter_end == filter.npos) return topic_end == topic.npos;
    filter.remove_prefix(filter_end + 1);
    if (topic_end == topic.npos) return filter == "#";
    topic.remove_prefix(topic_end + 1);
  }
}

}  // namespace gatewarden::mqtt
