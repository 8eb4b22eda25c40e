#include "gateway/stand_in/stand_in.hpp"

#include <algorithm>

#include "gateway/mqtt/reasons.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxAnswersWaiting = 100'000;  // for `delay`; more are forgotten

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
  const auto topic = parse_report_topic(message.topic);
  if (!topic) return;
  auto answer = service_.answer(*topic, message.payload, clock_.now(), clock_.wall());
  if (!answer || answers_.size() >= kMaxAnswersWaiting) return;
  answers_.push_back(std::move(*answer));
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
