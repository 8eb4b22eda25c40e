#include "gateway/uplink/receiver.hpp"

#include <cctype>
#include <cstdio>
#include <utility>

#include "gateway/base/log.hpp"
#include "gateway/mqtt/reasons.hpp"
#include "gateway/wire/topics.hpp"
#include "gateway/wire/verdict.hpp"

namespace gatewarden {
namespace {

using namespace std::chrono_literals;
using Kind = Outcome::Kind;

constexpr Duration kQuotaPause = 5s;  // after "quota exceeded" (0x97)
constexpr std::size_t kShownAnswerBytes = 160;

std::string hexadecimal(std::uint8_t reason) {
  char code[8];
  std::snprintf(code, sizeof code, "0x%02X", reason);
  return code;
}

// An answer is one of the connection's publishes.
Pacer::Cost cost_of(const mqtt::Message& message) {
  return {1.0, static_cast<double>(message.payload.size())};
}

// A nucleus says what it means; a broker only has a number.
std::string not_now(Permission permitted_by, std::uint8_t reason, const std::string& why) {
  if (permitted_by == Permission::recipe && !why.empty()) return why;
  return peer(permitted_by) + " wants less: " + mqtt::describe(reason) + (why.empty() ? "" : ": " + why);
}

}  // namespace

Receiver::Receiver(UplinkState& state, std::function<bool(std::string_view)> ours)
    : state_(state),
      ours_(std::move(ours)),
      to_others_("answers to others' things", receive_remedy(state.settings.permitted_by)),
      to_ours_("answers that no report awaits", "let nobody but the service publish answers") {}

void Receiver::acknowledged(Flight& flight, std::uint8_t reason, std::string why) {
  ++state_.count.acked;
  state_.window.acknowledged();
  suspects_.acknowledged();
  if (reason == mqtt::kQuotaExceeded && !flight.settled) {
    // Not taken for now: slow down and send it again.
    flight.refusal = not_now(state_.settings.permitted_by, reason, why);
    state_.refused_for_now(flight.refusal);
    state_.pacer.pause(state_.now() + kQuotaPause);
    return state_.flights.again(flight);
  }
  state_.taken_again();
  const mqtt::Ticket ticket = flight.ticket;
  mqtt::is_failure(reason) ? refused(flight, reason, std::move(why)) : taken(flight);
  if (Flight* still = state_.flights.find(ticket))
    state_.flights.acknowledged(*still, state_.now() + state_.settings.answer_timeout);
}

void Receiver::taken(Flight& flight) {
  if (state_.quarantine.release(flight.topic))
    log::info("uplink", "released_from_quarantine",
              {{"thing", flight.publication.thing}, {"topic", flight.topic}});
  if (!flight.settled && !flight.answerable) state_.settle(flight, {Kind::no_verdict});
}

void Receiver::refused(Flight& flight, std::uint8_t reason, std::string why) {
  if (why.empty()) why = mqtt::describe(reason);
  if (const auto cause = cause_of(reason)) return quarantine(flight, *cause, hexadecimal(reason), why);
  state_.error(peer(state_.settings.permitted_by) + " refused a report for " + flight.publication.thing +
               ": " + why);
  if (!flight.settled) state_.settle(flight, {Kind::refused, hexadecimal(reason), std::move(why)});
}

// Logged once per topic, with the remedy.
void Receiver::quarantine(Flight& flight, Quarantine::Cause cause, std::string code, const std::string& why) {
  const bool fresh = !state_.quarantine.holds(flight.topic);
  const UplinkSettings& settings = state_.settings;
  const std::string text =
      quarantine_words(cause, why, settings.permitted_by, flight.topic, settings.target.host);
  const std::string thing = flight.copy ? "" : flight.publication.thing;
  const auto& entry = state_.quarantine.put(flight.topic, thing, cause, text, state_.now());
  state_.error(peer(settings.permitted_by) + " does not take " + flight.topic + ": " + text);
  if (fresh) {
    const auto pause = std::chrono::ceil<std::chrono::seconds>(entry.probe_at - state_.now());
    log::warning("uplink", "quarantined",
                 {{"thing", flight.publication.thing},
                  {"topic", flight.topic},
                  {"why", text},
                  {"next_probe_in_s", pause.count()}});
  }
  if (!flight.settled) state_.settle(flight, {Kind::refused, std::move(code), text});
}

bool Receiver::session_ended(bool by_peer, std::optional<std::uint8_t> reason) {
  if (reason == mqtt::kQuotaExceeded) state_.pacer.pause(state_.now() + kQuotaPause);
  state_.window.session_ended(state_.flights.on_wire(), reason);
  const SteadyTime now = state_.now();
  state_.answers.ended(by_peer && Suspects::is_answer(reason, now - state_.answers.asked_at()), now);
  state_.outage.over(now);
  Flight* alone = state_.flights.session_ended();
  const bool answer = alone && by_peer && Suspects::is_answer(reason, now - alone->sent);
  if (answer) {
    const auto cause = suspects_.hung_up(*alone, reason, state_.quarantine.holds(alone->topic));
    if (cause) {
      const std::string code = *cause == Quarantine::Cause::hang_up ? "hang-up" : hexadecimal(*reason);
      quarantine(*alone, *cause, code, std::string(state_.last_error.text));
    }
  }
  withhold_unsent();
  return answer && suspects_.in_haste();
}

// Probes that waited to be alone: outdated after an outage.
void Receiver::withhold_unsent() {
  for (const mqtt::Ticket ticket : state_.flights.unsent()) {
    state_.settle(*state_.flights.find(ticket),
                  {Kind::withheld, "outage", "the connection ended before it could be tried"});
  }
}

bool Receiver::heard(const mqtt::Message& message) {
  const auto topic = parse_answer_topic(message.topic);
  if (!topic || !state_.flights.knows(topic->thing)) {
    not_awaited(topic ? topic->thing : std::string_view(), message);
    return false;
  }
  const auto verdict = parse_verdict(topic->format, message.payload);
  if (!verdict || verdict->accepted != topic->accepted) {
    unreadable(message, verdict ? "its status is not that of its topic" : verdict.error());
    return false;
  }
  Flight* flight = message.retained ? nullptr : state_.flights.awaiting(topic->thing, verdict->id);
  if (!flight) {
    stale(message);
    return false;
  }
  // If every report is answered, sending it paid for the answer.
  if (!state_.answers.every()) state_.pacer.spend(cost_of(message), state_.now());
  if (state_.answer_watch.heard(flight->publication.thing)) answers_again();
  state_.settle(*flight, judged(*flight, *verdict));
  return true;
}

// Late, or told twice: answers do come.
void Receiver::stale(const mqtt::Message& message) {
  ++state_.count.stale_answers;
  if (state_.answer_watch.heard_any()) answers_again();
  unasked(message);
}

void Receiver::answers_again() { log::info("uplink", "answers_heard_again", {}); }

void Receiver::not_awaited(std::string_view thing, const mqtt::Message& message) {
  if (!thing.empty() && ours_ && ours_(thing)) {
    stale(message);
    return;
  }
  ++state_.count.foreign_answers;
  charge(message, to_others_);
}

// An answer of the service that comes late was paid for when its report was sent; whatever else comes in the names of
// our things is a stranger's.
void Receiver::unasked(const mqtt::Message& message) {
  if (!state_.answer_watch.late().take()) charge(message, to_ours_);
}

void Receiver::charge(const mqtt::Message& message, Crowding& crowding) {
  const SteadyTime now = state_.now();
  if (state_.pacer.charge(cost_of(message), now)) return;
  ++state_.count.crowding_answers;
  if (!crowding.beyond_share(now)) return;
  log::warning("uplink", "crowded_by_others",
               {{"why", crowding.what() + " ask for more than half of the rate"},
                {"consequence", "own reports may be sent at half of the rate only"},
                {"remedy", crowding.remedy()}});
}

std::string Receiver::crowd() const {
  const std::string others = to_others_.text(state_.now());
  return others.empty() ? to_ours_.text(state_.now()) : others;
}

void Receiver::unreadable(const mqtt::Message& message, const std::string& why) {
  ++state_.count.bad_answers;
  unasked(message);
  last_bad_answer_ = std::string(message.topic) + ": " + why + ": ";
  for (const char c : message.payload.substr(0, kShownAnswerBytes)) {
    char hex[8];
    std::snprintf(hex, sizeof hex, "\\x%02X", static_cast<unsigned char>(c));
    last_bad_answer_ += std::isprint(static_cast<unsigned char>(c)) ? std::string(1, c) : hex;
  }
}

}  // namespace gatewarden
