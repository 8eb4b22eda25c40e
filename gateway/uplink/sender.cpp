#include "gateway/uplink/sender.hpp"

#include <algorithm>
#include <utility>

#include "gateway/uplink/endings.hpp"

namespace gatewarden {
namespace {

// For a source that is due but empty: its ids are being stored.
constexpr Duration kSourcePatience = std::chrono::milliseconds(100);

// An answered report is two of the connection's 100 publishes a second.
Pacer::Cost cost_of(std::size_t bytes, bool answered) {
  return {answered ? 2.0 : 1.0, static_cast<double>(bytes)};
}

}  // namespace

Sender::Sender(UplinkState& state, PublicationSource& source, Mirrors& mirrors)
    : state_(state), source_(source), mirrors_(mirrors), typical_(cost_of(1000, state.answers.every())) {}

void Sender::begin(const mqtt::ConnAck& announced) {
  state_.room = room_of(announced);
  mirrors_.set_room(state_.room);
  source_.set_room(mirrors_.report_room());
}

bool Sender::send_next(mqtt::Session& session) {
  state_.answers.ask_again(session, state_.now());
  if (!state_.answers.ready(state_.now()) || state_.flights.on_wire() >= state_.window.size()) return false;
  if (state_.flights.going_alone()) return send_alone(session);
  return pull(session) || send_copy(session);
}

bool Sender::send_alone(mqtt::Session& session) {
  Flight* flight = state_.flights.next_alone();
  if (!flight || state_.flights.on_wire() > 0) return false;
  if (too_large(*flight) || given_up(*flight)) return true;
  if (!state_.pacer.take(cost(*flight), state_.now())) return false;
  if (flight->sends) ++state_.count.resent;
  transmit(*flight, session);
  return true;
}

// The token comes first, so that a report closes only when it can leave. Its size is unknown until then: the
// last report's size is waited for, its own is spent.
bool Sender::pull(mqtt::Session& session) {
  if (exhausted_) return false;
  const SteadyTime time = state_.now();  // read once: two readings would differ
  if (state_.pacer.ready(typical_, time) > time) return false;
  std::optional<Publication> next = source_.next(last_slot_.value_or(time));
  source_empty_ = !next;
  exhausted_ = !next && last_slot_;
  if (!next) return false;
  std::string topic = mirrors_.report_topic(next->thing, next->format);
  mirrors_.frame_report(*next);
  Flight& flight = state_.flights.add(std::move(*next), std::move(topic), false);
  if (too_large(flight) || kept_back(flight)) return true;
  typical_ = cost(flight);
  state_.pacer.spend(typical_, state_.now());
  transmit(flight, session);
  return true;
}

bool Sender::send_copy(mqtt::Session& session) {
  WaitingCopies& copies = mirrors_.waiting();
  copies.drop_before(state_.now() - state_.settings.resend_for);
  if (copies.empty() || (!last_slot_ && source_.due() && *source_.due() <= state_.now())) return false;
  if (!state_.pacer.take(cost_of(copies.next_bytes(), false), state_.now())) return false;
  WaitingCopies::Copy copy = copies.take();
  Flight& flight = state_.flights.add(std::move(copy.publication), std::move(copy.topic), true);
  if (too_large(flight) || kept_back(flight)) return true;
  transmit(flight, session);
  return true;
}

void Sender::transmit(Flight& flight, mqtt::Session& session) {
  const Publication& p = flight.publication;
  AnswerSubscriptions& answers = state_.answers;
  flight.answerable = !flight.copy && answers.wanted() && answers.covers(p.thing, p.format, session);
  const SteadyTime now = state_.now();
  state_.flights.sent(flight, now, now + state_.settings.answer_timeout);
  ++state_.count.published;
  state_.count.bytes += p.bytes.size();
  rate_.add(now);
  const int qos = std::min<int>(1, state_.ack.maximum_qos);
  session.publish(flight.ticket, flight.topic, p.bytes, qos, false);
  if (!flight.copy) state_.sink.sent(p.device, p.id, state_.now());
}

bool Sender::too_large(Flight& flight) {
  auto ending = gatewarden::too_large(flight, state_.room);
  if (ending) state_.settle(flight, std::move(*ending));
  return ending.has_value();
}

// For flights sent alone, mostly for the second time.
bool Sender::given_up(Flight& flight) {
  auto ending = outdated(flight, state_.now(), state_.settings.resend_for);
  if (!ending) ending = refused_meanwhile(flight, state_.quarantine);
  if (ending) state_.settle(flight, std::move(*ending));
  return ending.has_value();
}

// True when it is not sent now: never, or later as a probe.
bool Sender::kept_back(Flight& flight) {
  if (flight.topic.empty()) {
    state_.settle(flight,
                  {Outcome::Kind::refused, "no-topic", "the thing's name makes the mirror's topic too long"});
    return true;
  }
  switch (state_.quarantine.ask(flight.topic, state_.now())) {
    case Quarantine::Pass::go:
      return false;
    case Quarantine::Pass::probe:
      state_.flights.set_apart(flight);
      return true;
    case Quarantine::Pass::withhold:
      break;
  }
  state_.settle(flight, withheld(*state_.quarantine.find(flight.topic)));
  return true;
}

Pacer::Cost Sender::cost(const Flight& flight) const {
  return cost_of(flight.publication.bytes.size(), !flight.copy && state_.answers.every());
}

std::optional<SteadyTime> Sender::next() const {
  const SteadyTime now = state_.now();
  const auto report = next_publish(now);
  const auto ask = state_.answers.next_ask();
  return ask && (!report || *ask < *report) ? ask : report;
}

std::optional<SteadyTime> Sender::next_publish(SteadyTime now) const {
  if (state_.flights.on_wire() >= state_.window.size()) return std::nullopt;
  if (!state_.answers.ready(now)) return state_.answers.ready_at();
  if (state_.flights.going_alone()) return next_alone();
  const SteadyTime token = state_.pacer.ready(typical_, now);
  if (last_slot_) return exhausted_ ? next_copy() : std::optional(token);
  const auto due = source_.due();
  const auto copy = next_copy();
  if (!due) return copy;
  if (copy && *due > now) return std::min(*copy, std::max(*due, token));
  const SteadyTime patience = source_empty_ ? now + kSourcePatience : now;
  return std::max({*due, token, *due <= now ? patience : *due});
}

std::optional<SteadyTime> Sender::next_alone() const {
  const Flight* next = state_.flights.next_alone();
  if (!next || state_.flights.on_wire() > 0) return std::nullopt;
  return state_.pacer.ready(cost(*next), state_.now());
}

std::optional<SteadyTime> Sender::next_copy() const {
  const WaitingCopies& copies = mirrors_.waiting();
  if (copies.empty()) return std::nullopt;
  return state_.pacer.ready(cost_of(copies.next_bytes(), false), state_.now());
}

}  // namespace gatewarden
