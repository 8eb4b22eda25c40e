// Any pattern of the fleet file and any topic of a broker, a line each. A pattern that is read covers its own filter,
// finds only identities that stand in the topic, and says the same of a topic each time.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "adapters/local_mqtt/topics/topic_pattern.hpp"

using namespace gatewarden::local_mqtt;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

void check(const TopicPattern& pattern, std::string_view topic) {
  require(pattern.covers(pattern.filter()));
  const auto identity = pattern.identity(topic);
  require(identity == pattern.identity(topic));
  if (!identity) return;
  require(pattern.covers(topic) && !identity->empty() && identity->size() <= topic.size());
  require(std::count(topic.begin(), topic.end(), '/') ==
          std::count(pattern.filter().begin(), pattern.filter().end(), '/'));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::string_view first = text.substr(0, text.find('\n'));
  const std::string_view topic = text.substr(std::min(first.size() + 1, text.size()));
  if (check_topic(topic)) require(topic.find_first_of("+#") == std::string_view::npos && !topic.empty());
  if (const auto pattern = TopicPattern::parse(first)) {
    check(*pattern, topic);
    check(TopicPattern::from_filter(pattern->filter()), topic);
    require(TopicPattern::from_filter(pattern->filter()).covers(topic) == pattern->covers(topic));
  }
  return 0;
}
