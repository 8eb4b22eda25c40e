#include "gateway/uplink/uplink.hpp"

#include <algorithm>
#include <cstdio>

#include "gateway/uplink/uplink_state.hpp"

namespace gatewarden {
namespace {

constexpr std::size_t kShownQuarantine = 10;

}  // namespace

Uplink::State::State(UplinkSettings settings, Parts parts, std::uint64_t seed)
    : settings_(std::move(settings)),
      parts_(std::move(parts)),
      pacer_({settings_.publishes_per_second, settings_.bytes_per_second, settings_.burst},
             parts_.clock.now()),
      quarantine_(seed),
      copies_(settings_.mirror_bytes),
      answers_(settings_.formats, settings_.defender ? settings_.answers : Answers::off),
      timer_(parts_.clock.timer([this] { pump(); })),
      typical_(cost(1000, answers_.every())),
      link_(settings_.target, parts_.clock, parts_.sessions, seed,
            {.up = [this](const mqtt::ConnAck& ack) { up(ack); },
             .down = [this](BrokerLink::Ended by, std::optional<std::uint8_t> reason) { down(by, reason); },
             .message = [this](const mqtt::Message& m) { heard(m); },
             .published = [this](mqtt::Ticket t, std::uint8_t reason,
                                 std::string_view why) { published(t, reason, why); },
             .subscribed =
                 [this](mqtt::Ticket t, const std::vector<std::uint8_t>& codes) {
                   answers_.answered(t, codes);
                   pump();
                 }}) {
  // The link has its own; after a renewal nothing must keep the old key in memory.
  if (settings_.target.tls) settings_.target.tls->kept.reset();
}

Uplink::State::~State() {
  pumping_ = true;  // whatever the sink does now, nothing is sent any more
  settle_rest();
}

void Uplink::State::probe_refused() {
  quarantine_.probe_all(now(), parts_.ours);
  answers_.try_again();
  pump();
}

std::optional<Quarantine::Entry> Uplink::State::quarantined(std::string_view thing) const {
  for (const Format format : settings_.formats) {
    if (const Quarantine::Entry* entry = quarantine_.find(own_topic(thing, format))) return *entry;
  }
  return std::nullopt;
}

void Uplink::State::drain(SteadyTime until, std::function<void()> done) {
  drain_.emplace(Drain{.began = now(), .until = until, .done = std::move(done)});
  pump();
}

void Uplink::State::finish_drain() {
  if (!drain_ || drain_->closing) return;
  const BrokerLink::State state = link_.state();
  const bool hopeless =
      !link_.up() && state != BrokerLink::State::connecting && state != BrokerLink::State::renewing;
  // Where only rejections are heard, most answers never come.
  const bool told =
      answers_.every() ? flights_.all_settled() : flights_.on_wire() == 0 && !flights_.going_alone();
  const bool finished = link_.up() && drain_->exhausted && told && copies_.empty();
  if (!hopeless && !finished && now() < drain_->until) return;
  drain_->closing = true;
  link_.close([this] {
    settle_rest();
    const auto done = std::move(drain_->done);
    done();  // may destroy this
  });
}

UplinkSnapshot Uplink::State::snapshot() const {
  UplinkSnapshot s;
  const mqtt::Target& target = settings_.target;
  s.connected = link_.up();
  s.state = link_.state_text();
  s.since = link_.since();
  s.endpoint = settings_.endpoint_text;
  if (s.endpoint.empty()) {
    s.endpoint =
        std::string(target.tls ? "mqtts://" : "mqtt://") + target.host + ":" + std::to_string(target.port);
    s.detail = std::string(target.version == mqtt::Version::v5 ? "MQTT 5" : "MQTT 3.1.1") + " as " +
               target.client_id + ", ";
  }
  s.detail += answers_.text();
  char rates[64];
  std::snprintf(rates, sizeof rates, "%.4g publishes/s, %.4g KB/s, ", settings_.publishes_per_second,
                settings_.bytes_per_second / 1000);
  s.limits = rates + std::to_string(window()) + " in flight";
  s.floor_text = settings_.floor_text;
  s.in_flight = flights_.on_wire();
  s.waiting_answers = flights_.waiting_answers();
  s.publishes_per_second = rate_.at(now());
  const bool clockless = link_.state() == BrokerLink::State::waiting_for_clock;
  s.last_error = clockless || last_error_.empty() ? link_.last_error() : last_error_;
  s.last_bad_answer = last_bad_answer_;
  s.quarantined = quarantine_.size();
  s.quarantine = quarantine_.list(kShownQuarantine);
  s.waiting_copies = copies_.size();
  s.count = count_;
  s.count.copies_dropped += copies_.dropped();
  s.count.reconnects = link_.reconnects();
  return s;
}

// ---------------------------------------------------------------------------------------------------------------------

Uplink::Uplink(UplinkSettings settings, Parts parts, std::uint64_t seed)
    : state_(std::make_unique<State>(std::move(settings), std::move(parts), seed)) {}
Uplink::~Uplink() = default;
void Uplink::start() { state_->start(); }
void Uplink::wake() { state_->pump(); }
void Uplink::renew(mqtt::Target target) { state_->renew(std::move(target)); }
void Uplink::drain(SteadyTime until, std::function<void()> done) { state_->drain(until, std::move(done)); }
void Uplink::closed(const ClosedReport& report) { state_->closed(report); }
std::string Uplink::topic_of(std::string_view thing) const { return state_->topic_of(thing); }
void Uplink::probe_refused() { state_->probe_refused(); }
UplinkSnapshot Uplink::snapshot() const { return state_->snapshot(); }
std::optional<Quarantine::Entry> Uplink::quarantined(std::string_view thing) const {
  return state_->quarantined(thing);
}

}  // namespace gatewarden
