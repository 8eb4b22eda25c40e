// Which filters a link subscribes for its children. Ten thousand topics of one shape take one filter with a
// wildcard, not ten thousand. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "adapters/local_mqtt/topics/topic_pattern.hpp"

namespace gatewarden::local_mqtt {

// A level in which at least this many children differ becomes a wildcard; below it they are named one by one,
// so that the broker sends nothing that nobody asked for.
inline constexpr std::size_t kWorthAWildcard = 8;

// The fewest filters worth having: what `given` covers needs none of its own; topics that differ in one level
// in at least kWorthAWildcard ways share a wildcard there (level by level, never all levels, never in front
// of a '$'). Sorted, without repetitions.
std::vector<TopicPattern> plan_subscriptions(const std::vector<std::string_view>& topics,
                                             const std::vector<TopicPattern>& given);

}  // namespace gatewarden::local_mqtt
