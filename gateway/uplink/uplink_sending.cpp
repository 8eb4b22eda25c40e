// What an Uplink sends, when, and what it keeps back.
#include <algorithm>

#include "gateway/uplink/uplink_state.hpp"
#include "gateway/wire/mirror_topic.hpp"
#include "gateway/wire/report_encoder.hpp"
#include "gateway/wire/report_record.hpp"
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
  if (flights_.going_alone()) return send_alone();
  return pull() || send_copy();
}

bool Uplink::State::send_alone() {
  Flight* flight = flights_.next_alone();
  if (!flight || flights_.on_wire() > 0) return false;
  if (too_large(*flight) || outdated(*flight) || refused_meanwhile(*flight)) return true;
  const bool answered = !flight->copy && answers_.every();
  if (!pacer_.take(cost(flight->publication.bytes.size(), answered), now())) return false;
  if (flight->sends) ++count_.resent;
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
  std::string topic = own_topic(next->thing, next->format);
  if (!settings_.defender) put_record(settings_.mirrors.front(), next->thing, next->bytes);
  Flight& flight = flights_.add(std::move(*next), std::move(topic), false);
  if (too_large(flight) || withheld(flight)) return true;
  typical_ = cost(flight.publication.bytes.size(), answers_.every());
  pacer_.spend(typical_, now());
  transmit(flight);
  return true;
}

// Only when no report is due: the copies of a fleet must not use up the tokens its reports wait for.
bool Uplink::State::send_copy() {
  copies_.drop_before(now() - settings_.resend_for);
  if (copies_.empty() || (!drain_ && parts_.source.due() && *parts_.source.due() <= now())) return false;
  if (!pacer_.take(cost(copies_.next_bytes(), false), now())) return false;
  WaitingCopies::Copy copy = copies_.take();
  Flight& flight = flights_.add(std::move(copy.publication), std::move(copy.topic), true);
  if (too_large(flight) || withheld(flight)) return true;
  transmit(flight);
  return true;
}

void Uplink::State::closed(const ClosedReport& report) {
  const std::size_t first = settings_.defender ? 0 : 1;
  for (std::size_t i = first; i < settings_.mirrors.size(); ++i) {
    const Mirror& mirror = settings_.mirrors[i];
    auto topic = fill_topic(mirror.topic, report.thing, settings_.gateway);
    if (!topic) continue;  // the fleet file's check has been there: only a learned name could be too long
    WaitingCopies::Copy copy;
    copy.topic = std::move(*topic);
    copy.publication.device = report.device;
    copy.publication.thing = report.thing;
    copy.publication.id = report.report.id;
    copy.publication.format = mirror.format;
    encode_report(report.report, mirror.format, mirror.keys, copy.publication.bytes);
    put_record(mirror, report.thing, copy.publication.bytes);
    copy.made = now();
    copies_.add(std::move(copy));
  }
  // Sent by the pump that is under way, or woken by the caller: a tap is told from inside the source.
}

void Uplink::State::put_record(const Mirror& mirror, std::string_view thing, std::string& bytes) const {
  if (!mirror.record) return;
  std::string record;
  encode_record({thing, settings_.gateway, parts_.clock.wall()}, mirror.format, bytes, record);
  bytes = std::move(record);
}

std::string Uplink::State::own_topic(std::string_view thing, Format format) const {
  if (settings_.defender) return report_topic(thing, format);
  auto topic = fill_topic(settings_.mirrors.front().topic, thing, settings_.gateway);
  return topic ? std::move(*topic) : std::string();
}

void Uplink::State::transmit(Flight& flight) {
  const Publication& p = flight.publication;
  flight.answerable =
      !flight.copy && answers_.wanted() && answers_.covers(p.thing, p.format, link_.session());
  flights_.sent(flight, now(), now() + settings_.answer_timeout);
  ++count_.published;
  count_.bytes += p.bytes.size();
  rate_.add(now());
  const int qos = std::min<int>(1, ack_.maximum_qos);
  link_.session().publish(flight.ticket, flight.topic, p.bytes, qos, false);
  if (!flight.copy) parts_.sink.sent(p.device, p.id, now());
}

// Never published: the broker would end the connection, which all children share.
bool Uplink::State::too_large(Flight& flight) {
  const Publication& p = flight.publication;
  std::size_t most = limits::kPayloadBytes;
  if (ack_.maximum_packet_size) {
    const std::size_t around = kPublishOverhead + flight.topic.size();
    most =
        std::min(most, *ack_.maximum_packet_size - std::min<std::size_t>(around, *ack_.maximum_packet_size));
  }
  if (p.bytes.size() <= most) return false;
  settle(flight, Kind::refused, "too-large",
         std::to_string(p.bytes.size()) + " bytes, and at most " + std::to_string(most) +
             " can be sent: report fewer metrics, shorter lists, or CBOR");
  return true;
}

// Not acknowledged for so long that it would not be current any more.
bool Uplink::State::outdated(Flight& flight) {
  if (flight.sends == 0 || now() - flight.first_sent <= settings_.resend_for) return false;
  ++count_.outdated;
  const Kind kind = flight.maybe_arrived ? Kind::no_verdict : Kind::refused;
  settle(flight, kind, "outdated", "not acknowledged, and too old to be sent again");
  return true;
}

// Its topic was quarantined because of another one that was under way with it.
bool Uplink::State::refused_meanwhile(Flight& flight) {
  if (flight.sends == 0 || !quarantine_.holds(flight.topic)) return false;
  const Quarantine::Entry* entry = quarantine_.find(flight.topic);
  settle(flight, flight.maybe_arrived ? Kind::no_verdict : Kind::withheld,
         std::string(to_string(entry->cause)), entry->why);
  return true;
}

// True when it does not go now: never, or later as a probe.
bool Uplink::State::withheld(Flight& flight) {
  if (flight.topic.empty()) {
    settle(flight, Kind::refused, "no-topic", "the thing's name makes the mirror's topic too long");
    return true;
  }
  switch (quarantine_.ask(flight.topic, now())) {
    case Quarantine::Pass::go:
      return false;
    case Quarantine::Pass::probe:
      flights_.set_apart(flight);
      return true;
    case Quarantine::Pass::withhold:
      break;
  }
  const Quarantine::Entry& entry = *quarantine_.find(flight.topic);
  settle(flight, Kind::withheld, std::string(to_string(entry.cause)), entry.why);
  return true;
}

std::size_t Uplink::State::full_window() const {
  const std::uint16_t least =
      std::min({settings_.in_flight, ack_.receive_maximum, limits::kInFlight, receive_maximum_});
  return std::max<std::size_t>(1, least);
}

std::size_t Uplink::State::window() const {
  return std::max<std::size_t>(1, std::min(full_window(), cautious_window_));
}

// With answers a report is two publishes of the connection's 100 a second: its own and the verdict's.
Pacer::Cost Uplink::State::cost(std::size_t bytes, bool answered) const {
  return {answered ? 2.0 : 1.0, static_cast<double>(bytes)};
}

std::optional<SteadyTime> Uplink::State::next_sending() const {
  if (!link_.up() || flights_.on_wire() >= window()) return std::nullopt;
  if (!answers_.settled(now())) return answers_.settles_at();
  if (flights_.going_alone()) return alone_ready();
  const SteadyTime token = pacer_.ready(typical_, now());
  const auto copy = [&]() -> std::optional<SteadyTime> {
    if (copies_.empty()) return std::nullopt;
    return pacer_.ready(cost(copies_.next_bytes(), false), now());
  };
  if (drain_) return drain_->exhausted ? copy() : std::optional(token);
  const auto due = parts_.source.due();
  if (!due) return copy();
  if (const auto next = copy(); next && *due > now()) return std::min(*next, std::max(*due, token));
  const SteadyTime patience = source_empty_ ? now() + kSourcePatience : now();
  return std::max({*due, token, *due <= now() ? patience : *due});
}

std::optional<SteadyTime> Uplink::State::alone_ready() const {
  const Flight* next = flights_.next_alone();
  if (!next || flights_.on_wire() > 0) return std::nullopt;
  return pacer_.ready(cost(next->publication.bytes.size(), !next->copy && answers_.every()), now());
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

}  // namespace gatewarden
