// The Device Defender service behind a FakeNucleus: judges reports by the documented rules and answers.
#pragma once

#include <cstdint>

#include "gateway/judge/report_decoder.hpp"
#include "gateway/judge/service_rules.hpp"
#include "gateway/wire/topics.hpp"
#include "gateway/wire/verdict.hpp"
#include "tests/support/fake_nucleus.hpp"

namespace gatewarden::test {

class FakeDefender {
 public:
  FakeDefender(FakeNucleus& nucleus, Clock& clock, Duration floor)
      : nucleus_(nucleus), clock_(clock), history_(floor) {
    nucleus.service = [this](const FakeNucleus::Published& published) { judge(published); };
  }

  std::uint64_t accepted = 0, rejected = 0, unanswered = 0;

 private:
  void judge(const FakeNucleus::Published& published) {
    const auto topic = parse_report_topic(published.topic);
    if (!topic) return;
    ReportSurroundings known;
    known.thing = std::string(topic->thing);
    const DecodedReport report = decode_report(published.payload, topic->format, known);
    const Ruling ruling = history_.judge(topic->thing, report, clock_.now()).ruling;
    if (ruling == Ruling::silent) {
      ++unanswered;
      return;
    }
    Verdict verdict;
    verdict.thing = known.thing;
    if (report.id) verdict.id = ReportId{*report.id};
    verdict.accepted = ruling == Ruling::accepted;
    if (!verdict.accepted) verdict.code = ruling == Ruling::throttled ? kThrottled : kInvalidPayload;
    verdict.timestamp_ms = clock_.wall().time_since_epoch().count();
    ++(verdict.accepted ? accepted : rejected);
    nucleus_.deliver(published.topic + (verdict.accepted ? "/accepted" : "/rejected"),
                     encode_verdict(topic->format, verdict));
  }

  FakeNucleus& nucleus_;
  Clock& clock_;
  ReportHistory history_;
};

}  // namespace gatewarden::test
