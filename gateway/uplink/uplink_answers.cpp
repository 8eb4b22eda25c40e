// What comes back to an Uplink: acknowledgements, verdicts, the end of a session; and the outcomes made of
// them.
#include <algorithm>
#include <cctype>
#include <cstdio>

#include "gateway/mqtt/reasons.hpp"
#include "gateway/uplink/uplink_state.hpp"
#include "gateway/wire/topics.hpp"
#include "gateway/wire/verdict.hpp"

namespace gatewarden {
namespace {

using namespace std::chrono_literals;
using Kind = Outcome::Kind;

constexpr Duration kQuotaPause = 5s;  // after 0x97: the service wants less
constexpr unsigned kLonelyLosses = 3;
constexpr std::size_t kShownAnswerBytes = 160;

}  // namespace

void Uplink::State::up(const mqtt::ConnAck& ack) {
  ack_ = ack;
  answers_.begin(link_.session(), now());
  pump();
}

void Uplink::State::down() {
  last_error_ = link_.last_error();
  if (Flight* alone = flights_.session_ended(); alone && ++alone->lonely_losses >= kLonelyLosses) {
    settle(*alone, Kind::refused, "hang-up",
           "the connection ended " + std::to_string(kLonelyLosses) +
               " times while this report alone was under way: is the gateway allowed to publish for this "
               "thing?");
  }
  pump();
}

void Uplink::State::published(mqtt::Ticket ticket, std::uint8_t reason, std::string_view why) {
  Flight* flight = flights_.find(ticket);
  if (!flight || !flight->on_wire || reason == mqtt::kLinkEnded)
    return;  // the end of the session follows, or a deadline
  ++count_.acked;
  if (reason == mqtt::kQuotaExceeded) pacer_.pause(now() + kQuotaPause);
  if (mqtt::is_failure(reason) && !flight->settled) {
    char code[8];
    std::snprintf(code, sizeof code, "0x%02X", reason);
    last_error_ =
        "the broker refused a report for " + flight->publication.thing + ": " + mqtt::describe(reason);
    settle(*flight, Kind::refused, code, why.empty() ? mqtt::describe(reason) : std::string(why));
  } else if (!flight->settled && !flight->answerable) {
    settle(*flight, Kind::no_verdict);
  }
  if (Flight* still = flights_.find(ticket)) flights_.acknowledged(*still, now() + settings_.answer_timeout);
  pump();
}

void Uplink::State::heard(const mqtt::Message& message) {
  const auto topic = parse_answer_topic(message.topic);
  if (!topic || !flights_.knows(topic->thing)) {
    if (topic && parts_.ours && parts_.ours(topic->thing)) {
      ++count_.stale_answers;
    } else {
      ++count_.foreign_answers;
      pacer_.charge({1.0, static_cast<double>(message.payload.size())}, now());
    }
    return;
  }
  const auto verdict = parse_verdict(topic->format, message.payload);
  if (!verdict || verdict->accepted != topic->accepted) return unreadable(message);
  Flight* flight = message.retained ? nullptr : flights_.awaiting(topic->thing, verdict->id);
  if (!flight) {
    ++count_.stale_answers;
    return;
  }
  judged(*flight, *verdict);
  pump();
}

void Uplink::State::judged(Flight& flight, const Verdict& verdict) {
  if (verdict.accepted) return settle(flight, Kind::accepted);
  if (verdict.code == kThrottled) {
    // Of two copies of one report the second comes too soon: the first one was taken.
    return settle(flight, flight.sends > 1 ? Kind::accepted : Kind::throttled, verdict.code.value(),
                  verdict.detail.value_or(""));
  }
  settle(flight, Kind::rejected, verdict.code.value_or("no code"), verdict.detail.value_or(""));
}

void Uplink::State::unreadable(const mqtt::Message& message) {
  ++count_.bad_answers;
  last_bad_answer_ = std::string(message.topic) + ": ";
  for (const char c : message.payload.substr(0, kShownAnswerBytes)) {
    char hex[8];
    std::snprintf(hex, sizeof hex, "\\x%02X", static_cast<unsigned char>(c));
    last_bad_answer_ += std::isprint(static_cast<unsigned char>(c)) ? std::string(1, c) : hex;
  }
}

// --- Outcomes
// --------------------------------------------------------------------------------------------------------

void Uplink::State::expire(SteadyTime at) {
  while (Flight* late = flights_.overdue(at)) {
    if (!late->on_wire) {
      settle(*late, Kind::no_verdict);
      continue;
    }
    const auto limit = std::chrono::duration_cast<std::chrono::seconds>(settings_.answer_timeout).count();
    link_.restart("the broker acknowledged nothing for " + std::to_string(limit) + " s");
  }
}

void Uplink::State::settle(Flight& flight, Kind kind, std::string code, std::string detail) {
  const Publication& p = flight.publication;
  const Outcome outcome{p.device, p.thing, p.id, kind, std::move(code), std::move(detail)};
  flights_.settle(flight);
  count(kind);
  parts_.sink.settled(outcome);
}

void Uplink::State::count(Kind kind) {
  switch (kind) {
    case Kind::accepted:
      ++count_.accepted;
      return;
    case Kind::throttled:
      ++count_.throttled;
      return;
    case Kind::rejected:
      ++count_.rejected;
      return;
    case Kind::no_verdict:
      ++count_.no_verdict;
      return;
    case Kind::refused:
      ++count_.refused;
      return;
    case Kind::abandoned:
      ++count_.abandoned;
      return;
  }
}

void Uplink::State::settle_rest() {
  for (const mqtt::Ticket ticket : flights_.unsettled()) {
    Flight& flight = *flights_.find(ticket);
    settle(flight, flight.sends ? Kind::no_verdict : Kind::abandoned);
  }
}

}  // namespace gatewarden
