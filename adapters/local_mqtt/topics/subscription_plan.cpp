#include "adapters/local_mqtt/topics/subscription_plan.hpp"

#include <algorithm>
#include <cstdint>

#include "adapters/local_mqtt/topics/filter_tree.hpp"
#include "adapters/local_mqtt/topics/topic_levels.hpp"

namespace gatewarden::local_mqtt {
namespace {

std::size_t count_levels(std::string_view topic) {
  return 1 + static_cast<std::size_t>(std::count(topic.begin(), topic.end(), '/'));
}

// `topic` with `+` at level `wild`; empty if that leaves no text or hides a leading '$'.
std::string widened(std::string_view topic, std::size_t wild) {
  std::string out;
  out.reserve(topic.size());
  bool text_left = false;
  std::string_view level;
  TopicLevels levels(topic);
  for (std::size_t i = 0; levels.next(level); ++i) {
    if (i > 0) out += '/';
    if (i == wild) {
      if (level == "+" || (i == 0 && level.substr(0, 1) == "$")) return {};
      out += '+';
    } else {
      text_left |= level != "+" && !level.empty();
      out += level;
    }
  }
  return text_left ? out : std::string();
}

// Equal shapes have equal numbers. A collision only makes a wildcard that is not worth it.
std::uint64_t shape_of(const std::string& pattern) { return std::hash<std::string>()(pattern); }

// Each topic takes the wildcard that it shares with the most others.
std::vector<std::string> widen_once(const std::vector<std::string>& topics) {
  std::vector<std::uint64_t> shapes;
  for (const std::string& topic : topics) {
    for (std::size_t i = count_levels(topic); i-- > 0;) {
      const std::string pattern = widened(topic, i);
      if (!pattern.empty()) shapes.push_back(shape_of(pattern));
    }
  }
  std::sort(shapes.begin(), shapes.end());
  std::vector<std::string> filters;
  for (const std::string& topic : topics) {
    std::string best = topic;
    std::ptrdiff_t most = static_cast<std::ptrdiff_t>(kWorthAWildcard) - 1;
    for (std::size_t i = count_levels(topic); i-- > 0;) {
      std::string pattern = widened(topic, i);
      if (pattern.empty()) continue;
      const auto [from, to] = std::equal_range(shapes.begin(), shapes.end(), shape_of(pattern));
      if (to - from > most) most = to - from, best = std::move(pattern);
    }
    if (filters.empty() || filters.back() != best) filters.push_back(std::move(best));
  }
  std::sort(filters.begin(), filters.end());
  filters.erase(std::unique(filters.begin(), filters.end()), filters.end());
  return filters;
}

}  // namespace

SubscriptionPlan plan_subscriptions(const std::vector<std::string_view>& topics,
                                    const std::vector<TopicPattern>& given) {
  std::vector<TopicPattern> plan = given;
  FilterTree wide;
  for (const TopicPattern& pattern : given) wide.add(pattern.filter());
  std::vector<std::string> own;
  for (std::string_view topic : topics) {
    if (!wide.covers(topic)) own.emplace_back(topic);
  }
  std::sort(own.begin(), own.end());
  own.erase(std::unique(own.begin(), own.end()), own.end());
  while (true) {
    std::vector<std::string> wider = widen_once(own);
    if (wider == own) break;
    own = std::move(wider);
  }
  // A filter inside a wider one may bring a payload twice.
  for (const std::string& filter : own) {
    if (filter.find('+') != std::string::npos) wide.add(filter);
  }
  for (std::string& filter : own) {
    if (!wide.covers(filter)) plan.push_back(TopicPattern::from_filter(std::move(filter)));
  }
  std::sort(plan.begin(), plan.end(), [](const auto& a, const auto& b) { return a.filter() < b.filter(); });
  plan.erase(std::unique(plan.begin(), plan.end(),
                         [](const auto& a, const auto& b) { return a.filter() == b.filter(); }),
             plan.end());
  return plan;
}

}  // namespace gatewarden::local_mqtt
