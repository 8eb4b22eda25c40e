// A shape of topics: "sensors/{id}/telemetry" from the fleet file, or "sensors/+/telemetry" derived. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

namespace gatewarden::local_mqtt {

// A topic that a child publishes to: 1 to 65535 bytes, no wildcards (MQTT 3.1.1, section 4.7).
Result<void> check_topic(std::string_view topic);

class TopicPattern {
 public:
  // One level is {id}; the others are text or `+`, at least one is text.
  static Result<TopicPattern> parse(std::string_view text);
  // Without what cannot be read: the fleet file was checked.
  static std::vector<TopicPattern> parse_all(const std::vector<std::string>& texts);
  // A filter with `+`, or a plain topic.
  static TopicPattern from_filter(std::string filter);

  const std::string& filter() const { return filter_; }
  bool has_wildcard() const;
  // Who publishes there: the text at {id}, or at each `+`, joined by '-'.
  std::optional<std::string> identity(std::string_view topic) const;
  bool covers(std::string_view topic_or_filter) const;

 private:
  std::string filter_;
  std::optional<std::size_t> id_level_;
};

}  // namespace gatewarden::local_mqtt
