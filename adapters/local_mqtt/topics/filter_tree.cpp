#include "adapters/local_mqtt/topics/filter_tree.hpp"

namespace gatewarden::local_mqtt {

void FilterTree::add(std::string_view filter) {
  FilterTree* node = this;
  TopicLevels levels(filter);
  for (std::string_view level; levels.next(level);) {
    std::unique_ptr<FilterTree>& next = node->below_[std::string(level)];
    if (!next) next = std::make_unique<FilterTree>();
    node = next.get();
  }
  node->ends_ = true;
}

bool FilterTree::covers(TopicLevels rest, bool same) const {
  std::string_view level;
  if (!rest.next(level)) return ends_ && !same;
  const auto leads_on = [&](std::string_view by) {
    const auto next = below_.find(by);
    return next != below_.end() && next->second->covers(rest, same && by == level);
  };
  return leads_on("+") || (level != "+" && leads_on(level));
}

}  // namespace gatewarden::local_mqtt
