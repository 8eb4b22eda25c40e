// The service's reserved topics (IoT Core developer guide, "Reserved topics"; case matters):
//   publish   $aws/things/<thing>/defender/metrics/<json|cbor>
//   answers   the same + /accepted or /rejected
// Any other topic below them may make the broker end the connection, which all children share.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

// The topic of a thing's reports. `thing` is a valid name (ThingName).
std::string report_topic(std::string_view thing, Format format);

// The parts of a topic, as views; nothing for other topics. No allocation. The thing is one level, not empty,
// no wildcard; the caller checks whether it is ours.
struct ReportTopic {
  std::string_view thing;
  Format format = Format::json;
};
struct AnswerTopic {
  std::string_view thing;
  Format format = Format::json;
  bool accepted = false;
};
std::optional<ReportTopic> parse_report_topic(std::string_view topic);
std::optional<AnswerTopic> parse_answer_topic(std::string_view topic);

// All answers in one format, for every thing the policy allows: accepted, rejected.
std::array<std::string, 2> answer_filters(Format format);
std::array<std::string, 2> answer_filters(std::string_view thing, Format format);
// Reports of every thing in one format, for the stand-in.
std::string report_filter(Format format);

// Whether a gateway may publish there (only reports of one thing with an allowed name), or subscribe (only
// answers). The error tells why not.
Result<void> check_publish_topic(std::string_view topic);
Result<void> check_answer_filter(std::string_view filter);

}  // namespace gatewarden
