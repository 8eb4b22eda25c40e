#include "adapters/local_mqtt/topics/topic_pattern.hpp"

#include <algorithm>

#include "adapters/local_mqtt/topics/topic_levels.hpp"

namespace gatewarden::local_mqtt {
namespace {

constexpr std::string_view kId = "{id}";
constexpr std::ptrdiff_t kMaxLevels =
    200;  // what mosquitto takes (TOPIC_HIERARCHY_LIMIT); each costs a look at the others

bool too_deep(std::string_view topic) { return std::count(topic.begin(), topic.end(), '/') >= kMaxLevels; }

}  // namespace

Result<void> check_topic(std::string_view topic) {
  if (topic.empty() || topic.size() > 65535) return Error{"a topic has 1 to 65535 bytes"};
  if (topic.find_first_of("+#") != std::string_view::npos) {
    return Error{"a child's topic is the one it publishes to, without the wildcards + and #"};
  }
  if (topic.find('\0') != std::string_view::npos) return Error{"a topic has no zero byte"};
  if (too_deep(topic)) return Error{"a topic has at most " + std::to_string(kMaxLevels) + " levels"};
  return {};
}

Result<TopicPattern> TopicPattern::parse(std::string_view text) {
  const std::string subject = "the topic pattern '" + std::string(text) + "'";
  if (too_deep(text)) return Error{"a topic pattern has at most " + std::to_string(kMaxLevels) + " levels"};
  TopicPattern pattern;
  bool has_text = false;
  std::string_view level;
  TopicLevels levels(text);
  for (std::size_t i = 0; levels.next(level); ++i) {
    if (i > 0) pattern.filter_ += '/';
    if (level == kId) {
      if (pattern.id_level_) return Error{subject + " has {id} more than once"};
      pattern.id_level_ = i;
      pattern.filter_ += '+';
      continue;
    }
    if (level.find_first_of("{}#") != std::string_view::npos ||
        (level != "+" && level.find('+') != level.npos)) {
      return Error{subject + " may hold text, + and one {id}, each a whole level"};
    }
    has_text |= level != "+" && !level.empty();
    pattern.filter_ += level;
  }
  if (!pattern.id_level_) return Error{subject + " needs one level that is {id}"};
  if (!has_text) return Error{subject + " needs a level that is text, or it would match everything"};
  return pattern;
}

std::vector<TopicPattern> TopicPattern::parse_all(const std::vector<std::string>& texts) {
  std::vector<TopicPattern> patterns;
  for (const std::string& text : texts) {
    if (auto pattern = parse(text)) patterns.push_back(std::move(*pattern));
  }
  return patterns;
}

TopicPattern TopicPattern::from_filter(std::string filter) {
  TopicPattern pattern;
  pattern.filter_ = std::move(filter);
  return pattern;
}

bool TopicPattern::has_wildcard() const { return filter_.find('+') != std::string::npos; }

bool TopicPattern::covers(std::string_view topic) const {
  TopicLevels mine(filter_);
  TopicLevels theirs(topic);
  std::string_view a;
  std::string_view b;
  while (true) {
    const bool more = mine.next(a);
    if (more != theirs.next(b)) return false;
    if (!more) return true;
    if (a != "+" && a != b) return false;
  }
}

std::optional<std::string> TopicPattern::identity(std::string_view topic) const {
  if (!covers(topic)) return std::nullopt;
  std::string found;
  TopicLevels mine(filter_);
  TopicLevels theirs(topic);
  std::string_view a;
  std::string_view b;
  for (std::size_t i = 0; mine.next(a) && theirs.next(b); ++i) {
    if (id_level_ ? i != *id_level_ : a != "+") continue;
    if (!found.empty()) found += '-';
    found += b;
  }
  if (found.empty()) return std::nullopt;
  return found;
}

}  // namespace gatewarden::local_mqtt
