// The levels of a topic or filter.
#pragma once

#include <cstddef>
#include <string_view>

namespace gatewarden::local_mqtt {

class TopicLevels {
 public:
  // The text outlives it.
  explicit TopicLevels(std::string_view topic) : rest_(topic) {}
  // False: none is left.
  bool next(std::string_view& level) {
    if (done_) return false;
    const std::size_t slash = rest_.find('/');
    level = rest_.substr(0, slash);
    done_ = slash == std::string_view::npos;
    if (!done_) rest_.remove_prefix(slash + 1);
    return true;
  }

 private:
  std::string_view rest_;
  bool done_ = false;
};

}  // namespace gatewarden::local_mqtt
