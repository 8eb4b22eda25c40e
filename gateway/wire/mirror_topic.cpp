#include "gateway/wire/mirror_topic.hpp"

#include <algorithm>

#include "gateway/wire/limits.hpp"

namespace gatewarden {
namespace {

constexpr std::string_view kBasicIngest = "$aws/rules/";

// What counts for the broker's limits: all but Basic Ingest's prefix and the rule's name.
std::string_view counted(std::string_view topic) {
  if (!topic.starts_with(kBasicIngest)) return topic;
  const std::size_t end = topic.find('/', kBasicIngest.size());
  return end == std::string_view::npos ? std::string_view{} : topic.substr(end + 1);
}

Result<std::string> replaced(std::string_view pattern, std::string_view thing, std::string_view gateway) {
  std::string topic;
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find('{'), pattern.size());
    topic.append(pattern.substr(0, open));
    pattern.remove_prefix(open);
    if (pattern.empty()) break;
    const std::size_t close = pattern.find('}');
    const std::string_view name = close == std::string_view::npos ? pattern : pattern.substr(1, close - 1);
    if (name != "thing" && name != "gateway") {
      return Error{"holds a placeholder that nothing fills in: {" + std::string(name) +
                   "}; {thing} and {gateway} are known"};
    }
    topic.append(name == "thing" ? thing : gateway);
    pattern.remove_prefix(close + 1);
  }
  return topic;
}

}  // namespace

Result<std::string> fill_topic(std::string_view pattern, std::string_view thing, std::string_view gateway) {
  Result<std::string> topic = replaced(pattern, thing, gateway);
  if (!topic) return topic;
  const std::string_view rest = counted(*topic);
  if (topic->empty() || topic->find_first_of(std::string_view("+#\0", 3)) != std::string::npos)
    return Error{"must be one topic: not empty, without + and #"};
  if (topic->front() == '$' && !topic->starts_with(kBasicIngest))
    return Error{"is reserved: of the topics that begin with $ only $aws/rules/<rule>/... takes copies"};
  if (topic->starts_with(kBasicIngest) &&
      (topic->size() == kBasicIngest.size() || (*topic)[kBasicIngest.size()] == '/'))
    return Error{"names no rule: $aws/rules/<rule>/..."};
  if (rest.size() > limits::kTopicBytes)
    return Error{"is too long for a thing of " + std::to_string(thing.size()) +
                 " bytes: " + std::to_string(rest.size()) + " of " + std::to_string(limits::kTopicBytes)};
  if (static_cast<std::size_t>(std::count(rest.begin(), rest.end(), '/')) > limits::kTopicSlashes)
    return Error{"has more than " + std::to_string(limits::kTopicSlashes) + " slashes"};
  return topic;
}

}  // namespace gatewarden
