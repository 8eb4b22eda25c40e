#include "gateway/stand_in/stand_in.hpp"

#include <algorithm>

#include "gateway/judge/report_decoder.hpp"
#include "gateway/mqtt/reasons.hpp"
#include "gateway/wire/topics.hpp"
#include "gateway/wire/verdict.hpp"

namespace gatewarden {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxAnswersWaiting = 100'000;  // for `delay`; more are forgotten
constexpr const char* kMalformed = "Malformed metrics report";
constexpr const char* kTooSoon = "Reports of this thing come too close together";

}  // namespace

StandIn::StandIn(StandInSettings settings, Clock& clock, mqtt::SessionFactory sessions, std::uint64_t seed)
    : settings_(std::move(settings)),
      clock_(clock),
      sessions_(std::move(sessions)),
      rules_(settings_.floor, settings_.faults),
      backoff_({.first = 1s, .cap = 15s, .floor = 100ms}, seed),
      retry_(clock.timer([this] { connect(); })),
      late_(clock.timer([this] { send_due(); })) {}

StandIn::~StandIn() = default;

void StandIn::start() { connect(); }

void StandIn::connect() {
  session_ = sessions_(settings_.target);
  session_->connect({.connected = [this](const mqtt::ConnAck&) { subscribe(); },
                     .lost = [this](std::string why, std::optional<std::uint8_t>) { lost(std::move(why)); },
                     .message = [this](const mqtt::Message& m) { heard(m); },
                     .published = nullptr,
                     .subscribed =
                         [this](mqtt::Ticket, const std::vector<std::uint8_t>& codes) {
                           const auto no = std::find_if(codes.begin(), codes.end(), mqtt::is_failure);
                           if (no != codes.end())
                             last_error_ = "the subscription was refused: " + mqtt::describe(*no);
                           ready_ = no == codes.end();
                           was_ready_ = was_ready_ || ready_;
                         }});
}

void StandIn::subscribe() {
  connected_ = true;
  backoff_.reset();
  session_->subscribe(++last_ticket_, {report_filter(Format::json), report_filter(Format::cbor)}, 1);
  send_due();
}

void StandIn::lost(std::string why) {
  session_.reset();
  connected_ = ready_ = false;
  last_error_ = std::move(why);
  retry_->arm(clock_.now() + backoff_.next());
}

void StandIn::heard(const mqtt::Message& message) {
  if (const auto topic = parse_report_topic(message.topic))
    judge(topic->thing, topic->format, message.payload);
}

void StandIn::judge(std::string_view thing, Format format, std::string_view bytes) {
  StandInCount& count = things_.try_emplace(std::string(thing)).first->second;
  ReportSurroundings known;
  known.thing = std::string(thing);
  const DecodedReport report = decode_report(bytes, format, known);
  const StandInRules::Decision decision = rules_.decide(thing, report, bytes, clock_.now());
  for (StandInCount* one : {&total_, &count}) {
    ++one->reports;
    ++(one->*decision.counter);
    if (decision.went_back) ++one->ids_back;
  }
  if (settings_.judged) settings_.judged({thing, report, decision.ruling});
  using Reply = StandInRules::Decision::Reply;
  switch (decision.reply) {
    case Reply::none:
      return;
    case Reply::accepted:
      return answer(thing, format, report.id, true);
    case Reply::invalid:
      return answer(thing, format, report.id, false, kInvalidPayload, kMalformed);
    case Reply::throttled:
      return answer(thing, format, report.id, false, kThrottled, kTooSoon);
  }
}

void StandIn::answer(std::string_view thing, Format format, std::optional<std::uint64_t> id, bool accepted,
                     std::string_view code, std::string_view detail) {
  Verdict verdict;
  verdict.thing = std::string(thing);
  if (id && !settings_.faults.no_report_id) verdict.id = ReportId{*id};
  verdict.accepted = accepted;
  if (!accepted) {
    verdict.code = std::string(code);
    verdict.detail = std::string(detail);
  }
  verdict.timestamp_ms = clock_.wall().time_since_epoch().count();
  if (answers_.size() >= kMaxAnswersWaiting) return;
  answers_.push_back({clock_.now() + settings_.faults.delay,
                      report_topic(thing, format) + (accepted ? "/accepted" : "/rejected"),
                      encode_verdict(format, verdict)});
  send_due();
}

void StandIn::send_due() {
  while (connected_ && !answers_.empty() && answers_.front().due <= clock_.now()) {
    session_->publish(++last_ticket_, answers_.front().topic, answers_.front().payload, 1, false);
    answers_.pop_front();
  }
  if (connected_ && !answers_.empty()) late_->arm(answers_.front().due);
}

}  // namespace gatewarden
