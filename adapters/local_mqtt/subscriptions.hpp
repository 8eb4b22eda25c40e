// Which filters a link subscribes for its children. Ten thousand topics of one shape take one filter with a
// wildcard, not ten thousand. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

namespace gatewarden::local_mqtt {

// A level in which at least this many children differ becomes a wildcard; below it they are named one by one,
// so that the broker sends nothing that nobody asked for.
inline constexpr std::size_t kWorthAWildcard = 8;

// A topic as a child may publish it: one or more levels, no wildcards, at most 65535
// bytes (MQTT 3.1.1, section 4.7).
Result<void> check_topic(std::string_view topic);

// A shape of topics: "sensors/{id}/telemetry" from the fleet file, or "sensors/+/telemetry" derived.
class TopicPattern {
 public:
  // Exactly one level is {id}, the others are text or `+`. At least one level is text.
  static Result<TopicPattern> parse(std::string_view text);
  // A filter with `+`, or a plain topic.
  static TopicPattern from_filter(std::string filter);

  const std::string& filter() const { return filter_; }
  bool has_wildcard() const;
  // Who sent it: the text at {id}, or what stands at the `+`s joined by '-'. Nothing
  // where the topic has another shape.
  std::optional<std::string> identity(std::string_view topic) const;
  bool covers(std::string_view topic_or_filter) const;

 private:
  std::string filter_;
  std::optional<std::size_t> id_level_;
};

// The fewest filters worth having: what `given` covers needs none of its own; topics that differ in one level
// in at least kWorthAWildcard ways share a wildcard there (level by level, never all levels, never in front
// of a '$'). Sorted, without repetitions.
std::vector<TopicPattern> plan_subscriptions(const std::vector<std::string_view>& topics,
                                             const std::vector<TopicPattern>& given);

}  // namespace gatewarden::local_mqtt
