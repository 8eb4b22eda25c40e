// Filters by their levels: whether one of many covers a topic costs a look at its levels, not at each filter. Pure.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/local_mqtt/topics/topic_levels.hpp"

namespace gatewarden::local_mqtt {

class FilterTree {
 public:
  // Plain levels and `+`; at most as deep as a topic may be (topic_pattern.cpp), for each level is a node in a node.
  void add(std::string_view filter);
  // Whether a filter other than this one takes all that it takes.
  bool covers(std::string_view topic_or_filter) const { return covers(TopicLevels(topic_or_filter), true); }

 private:
  // `same`: the levels so far are those of the filter that leads here.
  bool covers(TopicLevels rest, bool same) const;

  std::map<std::string, std::unique_ptr<FilterTree>, std::less<>> below_;
  bool ends_ = false;  // a filter ends here
};

}  // namespace gatewarden::local_mqtt
