#include "gateway/uplink/uplink.hpp"

#include <algorithm>
#include <cstdio>

#include "gateway/uplink/uplink_state.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden {
namespace {

using namespace std::chrono_literals;
using Kind = Outcome::Kind;

constexpr Duration kSourcePatience =
    100ms;  // a source that is due but has nothing (its ids are being stored)
// A PUBLISH around its topic and payload: fixed header, two lengths, packet id, no properties.
constexpr std::size_t kPublishOverhead = 10;

}  // namespace

Uplink::State::State(UplinkSettings settings, Parts parts, std::uint64_t seed)
    : settings_(std::move(settings)),
      parts_(std::move(parts)),
      pacer_({settings_.publishes_per_second, settings_.bytes_per_second, settings_.burst},
             parts_.clock.now()),
      answers_(settings_.formats, settings_.answers),
      timer_(parts_.clock.timer([this] { pump(); })),
      typical_(cost(1000, settings_.answers)),
      link_(settings_.target, parts_.clock, parts_.sessions, seed,
            {.up = [this](const mqtt::ConnAck& ack) { up(ack); },
             .down = [this] { down(); },
             .message = [this](const mqtt::Message& m) { heard(m); },
             .published = [this](mqtt::Ticket t, std::uint8_t reason,
                                 std::string_view why) { published(t, reason, why); },
             .subscribed =
                 [this](mqtt::Ticket t, const std::vector<std::uint8_t>& codes) {
                   answers_.answered(t, codes);
                   pump();
                 }}) {}

Uplink::State::~State() {
  pumping_ = true;  // whatever the sink does now, nothing is sent any more
  settle_rest();
}

// --- Sending
// -------------------------------------------------------------------------------------------------------

// Does everything that can be done now, then sleeps until the next moment something can be.
void Uplink::State::pump() {
  if (pumping_ || closing()) return;  // the sink, told an outcome, may wake us
  pumping_ = true;
  expire(now());
  while (send_next()) {
  }
  pumping_ = false;
  finish_drain();
  arm();
}

bool Uplink::State::send_next() {
  if (!link_.up() || !answers_.settled(now()) || flights_.on_wire() >= window()) return false;
  return flights_.resending() ? resend() : pull();
}

bool Uplink::State::resend() {
  Flight* flight = flights_.next_resend();
  if (!flight || flights_.on_wire() > 0) return false;
  if (too_large(*flight)) return true;
  if (!pacer_.take(cost(flight->publication.bytes.size(), answers_.wanted()), now())) return false;
  ++count_.resent;
  transmit(*flight);
  return true;
}

// The token comes first, so that a report closes only when it can leave. Its size is not known before: as
// much as the last one's is waited for, what it really has is spent.
bool Uplink::State::pull() {
  if (drain_ && drain_->exhausted) return false;
  const SteadyTime time = now();  // once: the clock moves between two calls, and either may be the first
  if (pacer_.ready(typical_, time) > time) return false;
  std::optional<Publication> next = parts_.source.next(drain_ ? drain_->began : time);
  source_empty_ = !next;
  if (!next && drain_) drain_->exhausted = true;
  if (!next) return false;
  Flight& flight = flights_.add(std::move(*next));
  if (too_large(flight)) return true;
  typical_ = cost(flight.publication.bytes.size(), answers_.wanted());
  pacer_.spend(typical_, now());
  transmit(flight);
  return true;
}

void Uplink::State::transmit(Flight& flight) {
  const Publication& p = flight.publication;
  flight.answerable = answers_.covers(p.thing, p.format, link_.session());
  flights_.sent(flight, now() + settings_.answer_timeout);
  ++count_.published;
  count_.bytes += p.bytes.size();
  rate_.add(now());
  const int qos = std::min<int>(1, ack_.maximum_qos);
  link_.session().publish(flight.ticket, report_topic(p.thing, p.format), p.bytes, qos, false);
  parts_.sink.sent(p.device, p.id, now());
}

// Never published: the broker would end the connection, which all children share.
bool Uplink::State::too_large(Flight& flight) {
  const Publication& p = flight.publication;
  std::size_t most = limits::kPayloadBytes;
  if (ack_.maximum_packet_size) {
    const std::size_t around = kPublishOverhead + report_topic(p.thing, p.format).size();
    most =
        std::min(most, *ack_.maximum_packet_size - std::min<std::size_t>(around, *ack_.maximum_packet_size));
  }
  if (p.bytes.size() <= most) return false;
  settle(flight, Kind::refused, "too-large",
         std::to_string(p.bytes.size()) + " bytes, and at most " + std::to_string(most) +
             " can be sent: report fewer metrics, shorter lists, or CBOR");
  return true;
}

std::size_t Uplink::State::window() const {
  const std::uint16_t least = std::min({settings_.in_flight, ack_.receive_maximum, limits::kInFlight});
  return std::max<std::size_t>(1, least);
}

// With answers a report is two publishes of the connection's 100 a second: its own and the verdict's.
Pacer::Cost Uplink::State::cost(std::size_t bytes, bool answered) const {
  return {answered ? 2.0 : 1.0, static_cast<double>(bytes)};
}

std::optional<SteadyTime> Uplink::State::next_sending() const {
  if (!link_.up() || flights_.on_wire() >= window()) return std::nullopt;
  if (!answers_.settled(now())) return answers_.settles_at();
  const SteadyTime token = pacer_.ready(typical_, now());
  if (flights_.resending()) return flights_.on_wire() ? std::nullopt : std::optional(token);
  if (drain_) return drain_->exhausted ? std::nullopt : std::optional(token);
  const auto due = parts_.source.due();
  if (!due) return std::nullopt;
  const SteadyTime patience = source_empty_ ? now() + kSourcePatience : now();
  return std::max({*due, token, *due <= now() ? patience : *due});
}

void Uplink::State::arm() {
  if (closing()) return timer_->cancel();
  std::optional<SteadyTime> next = next_sending();
  const auto earlier = [&next](std::optional<SteadyTime> other) {
    if (other && (!next || *other < *next)) next = other;
  };
  earlier(flights_.next_deadline());
  if (drain_) earlier(drain_->until);
  if (next) {
    timer_->arm(std::max(*next, now()));
  } else {
    timer_->cancel();
  }
}

// --- Ending and showing
// ---------------------------------------------------------------------------------------------

void Uplink::State::drain(SteadyTime until, std::function<void()> done) {
  drain_.emplace(Drain{.began = now(), .until = until, .done = std::move(done)});
  pump();
}

void Uplink::State::finish_drain() {
  if (!drain_ || drain_->closing) return;
  const bool hopeless = !link_.up() && link_.state() != BrokerLink::State::connecting;
  const bool finished = link_.up() && drain_->exhausted && flights_.all_settled();
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
  s.endpoint =
      std::string(target.tls ? "mqtts://" : "mqtt://") + target.host + ":" + std::to_string(target.port);
  s.detail = std::string(target.version == mqtt::Version::v5 ? "MQTT 5" : "MQTT 3.1.1") + " as " +
             target.client_id + ", " + answers_.text();
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
  s.count = count_;
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
UplinkSnapshot Uplink::snapshot() const { return state_->snapshot(); }

}  // namespace gatewarden
