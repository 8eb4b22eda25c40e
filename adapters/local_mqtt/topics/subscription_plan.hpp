// Which filters a link subscribes: ten thousand topics of one shape take one wildcard. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "adapters/local_mqtt/topics/topic_pattern.hpp"

namespace gatewarden::local_mqtt {

// A level in which at least this many children differ becomes a wildcard. Fewer are named one by one, so that
// the broker sends nothing unasked.
inline constexpr std::size_t kWorthAWildcard = 8;

using SubscriptionPlan = std::vector<TopicPattern>;

// Topics that `given` covers need no other filter. Wildcards are made level by level, never for all levels,
// never for a first level with '$'. Sorted, each once.
SubscriptionPlan plan_subscriptions(const std::vector<std::string_view>& topics,
                                    const std::vector<TopicPattern>& given);

}  // namespace gatewarden::local_mqtt
