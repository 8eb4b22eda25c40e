#include "adapters/local_mqtt/subscriptions.hpp"

#include <algorithm>
#include <cstdint>

namespace gatewarden::local_mqtt {
namespace {

constexpr std::string_view kId = "{id}";

// Takes the next level off the front; false when there is none left.
class Levels {
 public:
  explicit Levels(std::string_view topic) : rest_(topic) {}
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

std::size_t count_levels(std::string_view topic) {
  return 1 + static_cast<std::size_t>(std::count(topic.begin(), topic.end(), '/'));
}

// `topic` with level `wild` replaced by `+`; empty where that would leave no text, or hide a leading '$'.
std::string widened(std::string_view topic, std::size_t wild) {
  std::string out;
  out.reserve(topic.size());
  bool text_left = false;
  std::string_view level;
  Levels levels(topic);
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

// Of the shape that `topic` has when level `wild` may be anything: equal numbers, equal shapes. (A collision
// would only make a wildcard that is not worth it.)
std::uint64_t shape_of(const std::string& pattern) { return std::hash<std::string>()(pattern); }

// One pass: every topic goes to the wildcard level it shares with the most others.
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

Result<void> check_topic(std::string_view topic) {
  if (topic.empty() || topic.size() > 65535) return Error{"a topic has 1 to 65535 bytes"};
  if (topic.find_first_of("+#") != std::string_view::npos) {
    return Error{"a child's topic is the one it publishes to, without the wildcards + and #"};
  }
  if (topic.find('\0') != std::string_view::npos) return Error{"a topic has no zero byte"};
  return {};
}

Result<TopicPattern> TopicPattern::parse(std::string_view text) {
  const std::string subject = "the topic pattern '" + std::string(text) + "'";
  TopicPattern pattern;
  bool has_text = false;
  std::string_view level;
  Levels levels(text);
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

TopicPattern TopicPattern::from_filter(std::string filter) {
  TopicPattern pattern;
  pattern.filter_ = std::move(filter);
  return pattern;
}

bool TopicPattern::has_wildcard() const { return filter_.find('+') != std::string::npos; }

bool TopicPattern::covers(std::string_view topic) const {
  Levels mine(filter_);
  Levels theirs(topic);
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
  Levels mine(filter_);
  Levels theirs(topic);
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

std::vector<TopicPattern> plan_subscriptions(const std::vector<std::string_view>& topics,
                                             const std::vector<TopicPattern>& given) {
  std::vector<TopicPattern> plan = given;
  std::vector<std::string> own;
  for (std::string_view topic : topics) {
    const bool covered =
        std::any_of(given.begin(), given.end(), [&](const auto& p) { return p.covers(topic); });
    if (!covered) own.emplace_back(topic);
  }
  std::sort(own.begin(), own.end());
  own.erase(std::unique(own.begin(), own.end()), own.end());
  while (true) {
    std::vector<std::string> wider = widen_once(own);
    if (wider == own) break;
    own = std::move(wider);
  }
  // A filter inside a wider one would bring the same publish twice.
  std::vector<TopicPattern> wide = given;
  for (const std::string& filter : own) {
    if (filter.find('+') != std::string::npos) wide.push_back(TopicPattern::from_filter(filter));
  }
  for (std::string& filter : own) {
    const bool inside = std::any_of(wide.begin(), wide.end(),
                                    [&](const auto& p) { return p.filter() != filter && p.covers(filter); });
    if (!inside) plan.push_back(TopicPattern::from_filter(std::move(filter)));
  }
  std::sort(plan.begin(), plan.end(), [](const auto& a, const auto& b) { return a.filter() < b.filter(); });
  plan.erase(std::unique(plan.begin(), plan.end(),
                         [](const auto& a, const auto& b) { return a.filter() == b.filter(); }),
             plan.end());
  return plan;
}

}  // namespace gatewarden::local_mqtt
