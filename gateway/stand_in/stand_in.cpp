#include "gateway/stand_in/stand_in.hpp"

#include <algorithm>

#include "gateway/mqtt/reasons.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden {
namespace {

using namespace std::chrono_literals;

// For `delay`, or a connection; more are dropped.
constexpr std::size_t kMaxAnswersWaiting = 100'000;
constexpr std::size_t kMaxAnswerBytes = 32 * 1024 * 1024;
// Of the broker's acknowledgements. The library has no bound for what it holds until they come; here there is one.
constexpr std::size_t kMaxUnacknowledged = 1000;

}  // namespace

StandIn::StandIn(StandInSettings settings, Clock& clock, mqtt::SessionFactory sessions, std::uint64_t seed)
    : target_(std::move(settings.target)),
      clock_(clock),
      sessions_(std::move(sessions)),
      service_(settings.floor, settings.faults, std::move(settings.judged)),
      backoff_({.first = 1s, .cap = 15s, .floor = 100ms}, seed),
      retry_(clock.timer([this] { connect(); })),
      late_(clock.timer([this] { send_due(); })) {}

StandIn::~StandIn() = default;

void StandIn::start() { connect(); }

void StandIn::connect() {
  session_ = sessions_(target_);
  session_->connect(
      {.connected = [this](const mqtt::ConnAck&) { subscribe(); },
       .lost = [this](std::string why, std::optional<std::uint8_t>) { lost(std::move(why)); },
       .message = [this](const mqtt::Message& m) { heard(m); },
       .published = [this](mqtt::Ticket, std::uint8_t reason, std::string_view) { acknowledged(reason); },
       .subscribed =
           [this](mqtt::Ticket, const std::vector<std::uint8_t>& codes) {
             const auto no = std::find_if(codes.begin(), codes.end(), mqtt::is_failure);
             if (no != codes.end()) last_error_ = "the subscription was refused: " + mqtt::describe(*no);
             ready_ = no == codes.end();
             was_ready_ = was_ready_ || ready_;
           }});
}

void StandIn::subscribe() {
  connected_ = true;
  unacknowledged_ = 0;
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
  const auto topic = parse_report_topic(message.topic);
  if (!topic) return;
  auto answer = service_.answer(*topic, message.payload, clock_.now(), clock_.wall());
  if (!answer) return;
  const std::size_t bytes = answer->topic.size() + answer->payload.size();
  if (waiting_.answers.size() >= kMaxAnswersWaiting || waiting_.bytes + bytes > kMaxAnswerBytes) {
    ++waiting_.dropped;
    return;
  }
  waiting_.bytes += bytes;
  waiting_.answers.push_back(std::move(*answer));
  send_due();
}

// With the link's end no answer may go: they wait for the next one.
void StandIn::acknowledged(std::uint8_t reason) {
  if (unacknowledged_ > 0) --unacknowledged_;
  if (reason != mqtt::kLinkEnded) send_due();
}

void StandIn::send_due() {
  if (unacknowledged_ >= kMaxUnacknowledged) return;  // acknowledged() goes on
  while (connected_ && unacknowledged_ < kMaxUnacknowledged && !waiting_.answers.empty() &&
         waiting_.answers.front().due <= clock_.now()) {
    ++unacknowledged_;
    const StandInAnswer& answer = waiting_.answers.front();
    session_->publish(++last_ticket_, answer.topic, answer.payload, 1, false);
    waiting_.bytes -= answer.topic.size() + answer.payload.size();
    waiting_.answers.pop_front();
  }
  if (connected_ && !waiting_.answers.empty()) late_->arm(waiting_.answers.front().due);
}

}  // namespace gatewarden
