#include "gateway/judge/delivery_rules.hpp"

#include "gateway/registry/thing_name.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden {

void judge_thing_name(std::string_view name, FindingLog& findings) {
  const FindingLog::Inside inside(findings, "thing name");
  if (name.size() > limits::kThingNameBytes) {
    return findings.add("must have at most 128 bytes", source::kDetect, Certainty::stated,
                        Consequence::rejected);
  }
  if (name.empty() || name.find_first_of("/+#") != std::string_view::npos) {
    return findings.add("must be one topic level, not empty and without / + #", source::kReservedTopics,
                        Certainty::inferred, Consequence::not_delivered);
  }
  if (!ThingName::parse(name, ThingName::Rule::unregistered)) {
    findings.add("must be UTF-8 without control characters", source::kDetect, Certainty::stated,
                 Consequence::rejected);
  }
}

void judge_size(std::size_t bytes, FindingLog& findings) {
  if (bytes > limits::kPayloadBytesAtMost) {
    findings.add("must have at most 128 KB", source::kCoreQuotas, Certainty::stated,
                 Consequence::not_delivered);
  } else if (bytes > limits::kPayloadBytes) {
    findings.unknown("must have at most 128 KB; whether 1 KB is 1000 or 1024 bytes is not said",
                     source::kCoreQuotas);
  }
}

}  // namespace gatewarden
