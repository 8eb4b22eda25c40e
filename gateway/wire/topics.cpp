#include "gateway/wire/topics.hpp"

#include <algorithm>

#include "gateway/registry/thing_name.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden {
namespace {

constexpr std::string_view kPrefix = "$aws/things/";
constexpr std::string_view kMiddle = "/defender/metrics/";
constexpr std::string_view kAccepted = "/accepted";
constexpr std::string_view kRejected = "/rejected";

std::string joined(std::string_view thing, Format format, std::string_view suffix) {
  const std::string_view segment = to_string(format);
  std::string topic;
  topic.reserve(kPrefix.size() + thing.size() + kMiddle.size() + segment.size() + suffix.size());
  topic.append(kPrefix).append(thing).append(kMiddle).append(segment).append(suffix);
  return topic;
}

// "$aws/things/<thing>/defender/metrics/<rest>", where <thing> may be a wildcard.
struct TopicParts {
  std::string_view thing;
  std::string_view rest;
};
std::optional<TopicParts> split(std::string_view topic) {
  if (!topic.starts_with(kPrefix)) return std::nullopt;
  topic.remove_prefix(kPrefix.size());
  const std::size_t end = topic.find('/');
  if (end == 0 || end == std::string_view::npos || !topic.substr(end).starts_with(kMiddle))
    return std::nullopt;
  return TopicParts{topic.substr(0, end), topic.substr(end + kMiddle.size())};
}

bool wildcard(std::string_view level) { return level.find_first_of("+#") != std::string_view::npos; }

// "json/accepted" -> json, "accepted"; "json" -> json, "".
struct Tail {
  Format format;
  std::string_view suffix;
};
std::optional<Tail> split_tail(std::string_view rest) {
  const std::size_t end = std::min(rest.find('/'), rest.size());
  const auto format = parse_format(rest.substr(0, end));
  if (!format) return std::nullopt;
  return Tail{*format, rest.substr(end)};
}

Error refusal(std::string_view what, std::string_view topic, std::string_view why) {
  return Error{std::string(what) + " \"" + std::string(topic.substr(0, limits::kTopicBytes)) +
               "\": " + std::string(why)};
}

}  // namespace

std::string report_topic(std::string_view thing, Format format) { return joined(thing, format, {}); }

std::optional<ReportTopic> parse_report_topic(std::string_view topic) {
  const auto parts = split(topic);
  if (!parts || wildcard(parts->thing)) return std::nullopt;
  const auto tail = split_tail(parts->rest);
  if (!tail || !tail->suffix.empty()) return std::nullopt;
  return ReportTopic{parts->thing, tail->format};
}

std::optional<AnswerTopic> parse_answer_topic(std::string_view topic) {
  const auto parts = split(topic);
  if (!parts || wildcard(parts->thing)) return std::nullopt;
  const auto tail = split_tail(parts->rest);
  if (!tail || (tail->suffix != kAccepted && tail->suffix != kRejected)) return std::nullopt;
  return AnswerTopic{parts->thing, tail->format, tail->suffix == kAccepted};
}

std::array<std::string, 2> answer_filters(Format format) { return answer_filters("+", format); }

std::array<std::string, 2> answer_filters(std::string_view thing, Format format) {
  return {joined(thing, format, kAccepted), joined(thing, format, kRejected)};
}

std::string report_filter(Format format) { return joined("+", format, {}); }

Result<void> check_publish_topic(std::string_view topic) {
  constexpr std::string_view kWhat = "publish topic";
  const auto report = parse_report_topic(topic);
  if (!report) {
    return refusal(kWhat, topic, "only $aws/things/<thing>/defender/metrics/<json or cbor> takes reports");
  }
  const auto thing = ThingName::parse(report->thing, ThingName::Rule::unregistered);
  if (!thing) return refusal(kWhat, topic, thing.error());
  static_assert(kPrefix.size() + limits::kThingNameBytes + kMiddle.size() + 4 + kAccepted.size() <=
                limits::kTopicBytes);
  return {};
}

Result<void> check_answer_filter(std::string_view filter) {
  constexpr std::string_view kWhat = "filter";
  const auto parts = split(filter);
  const auto tail = parts ? split_tail(parts->rest) : std::nullopt;
  if (!tail || (tail->suffix != kAccepted && tail->suffix != kRejected && tail->suffix != "/+")) {
    return refusal(kWhat, filter,
                   "only $aws/things/<thing or +>/defender/metrics/<json or cbor>/<accepted or rejected> "
                   "brings answers");
  }
  if (parts->thing == "+") return {};
  const auto thing = ThingName::parse(parts->thing, ThingName::Rule::unregistered);
  if (!thing) return refusal(kWhat, filter, thing.error());
  return {};
}

}  // namespace gatewarden
