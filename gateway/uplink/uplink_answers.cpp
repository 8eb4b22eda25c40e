// What comes back to an Uplink: acknowledgements, verdicts, the end of a session;
// and the outcomes made of them.
#include <algorithm>
#include <cctype>
#include <cstdio>

#include "gateway/base/log.hpp"
#include "gateway/mqtt/reasons.hpp"
#include "gateway/uplink/uplink_state.hpp"
#include "gateway/wire/topics.hpp"
#include "gateway/wire/verdict.hpp"

namespace gatewarden {
namespace {

using namespace std::chrono_literals;
using Kind = Outcome::Kind;

constexpr Duration kQuotaPause = 5s;  // after 0x97: the service wants less
constexpr unsigned kLonelyLosses = 2;
constexpr Duration kAtOnce = 10s;  // within which a hang-up is the answer to a publish
// So many hang-ups in a row are found out as fast as connections may be made; if nothing at all is
// acknowledged in between, the whole policy is wrong, and haste helps nobody.
constexpr unsigned kBarrenConvictions = 20;
constexpr std::size_t kShownAnswerBytes = 160;

// Whether the end of a session can be the answer to what was published. These reasons speak of the
// connection: idle, shutting down, taken over, too much, moved (MQTT 5, section 2.4).
bool blames_a_publish(std::optional<std::uint8_t> reason) {
  if (!reason) return true;
  switch (*reason) {
    case mqtt::kServerBusy:
    case mqtt::kServerShuttingDown:
    case mqtt::kKeepAliveTimeout:
    case mqtt::kSessionTakenOver:
    case mqtt::kReceiveMaximumExceeded:
    case mqtt::kQuotaExceeded:
    case mqtt::kAdministrativeAction:
    case mqtt::kUseAnotherServer:
    case mqtt::kServerMoved:
    case mqtt::kConnectionRateExceeded:
    case mqtt::kMaximumConnectTime:
      return false;
    default:
      return true;
  }
}

std::string hexadecimal(std::uint8_t reason) {
  char code[8];
  std::snprintf(code, sizeof code, "0x%02X", reason);
  return code;
}

}  // namespace

void Uplink::State::up(const mqtt::ConnAck& ack) {
  ack_ = ack;
  answers_.begin(link_.session(), now());
  pump();
}

void Uplink::State::down(BrokerLink::Ended by, std::optional<std::uint8_t> reason) {
  last_error_ = link_.last_error();
  if (reason == mqtt::kReceiveMaximumExceeded)
    receive_maximum_ = static_cast<std::uint16_t>(full_window() / 2 + 1);
  if (reason == mqtt::kQuotaExceeded) pacer_.pause(now() + kQuotaPause);
  if (flights_.on_wire() > 0) cautious_window_ = 1;
  answers_.ended(by == BrokerLink::Ended::by_peer);
  Flight* alone = flights_.session_ended();
  // A hang-up that answers a publish comes at once; a network that fails takes whatever is under way.
  const bool answer = by == BrokerLink::Ended::by_peer && blames_a_publish(reason);
  if (alone && answer && now() - alone->sent <= kAtOnce) {
    if (++barren_convictions_ <= kBarrenConvictions) link_.useful();
    ++alone->lonely_losses;
    if (reason == mqtt::kNotAuthorized) {
      convict(*alone, Quarantine::Cause::unauthorised, hexadecimal(*reason), last_error_);
    } else if (reason == mqtt::kTopicNameInvalid) {
      convict(*alone, Quarantine::Cause::bad_topic, hexadecimal(*reason), last_error_);
    } else if (alone->lonely_losses >= kLonelyLosses || quarantine_.holds(alone->topic)) {
      convict(*alone, Quarantine::Cause::hang_up, "hang-up", last_error_);
    }
  }
  withhold_unsent();
  pump();
}

// Probes that waited to be alone: they would be the oldest news after an outage.
void Uplink::State::withhold_unsent() {
  for (const mqtt::Ticket ticket : flights_.unsent())
    settle(*flights_.find(ticket), Kind::withheld, "outage", "the connection ended before it could be tried");
}

void Uplink::State::published(mqtt::Ticket ticket, std::uint8_t reason, std::string_view why) {
  Flight* flight = flights_.find(ticket);
  if (!flight || !flight->on_wire || reason == mqtt::kLinkEnded)
    return;  // the end of the session follows, or a deadline
  ++count_.acked;
  cautious_window_ = std::min<std::size_t>(cautious_window_ + 1, limits::kInFlight);
  barren_convictions_ = 0;
  if (flights_.going_alone()) link_.useful();  // the search for a guilty one gets on
  if (reason == mqtt::kQuotaExceeded && !flight->settled) {
    // It was thrown away for the sake of the rate: less, and the same report once more.
    last_error_ =
        "the broker wants less: " + mqtt::describe(reason) + (why.empty() ? "" : ": " + std::string(why));
    pacer_.pause(now() + kQuotaPause);
    flights_.again(*flight);
  } else {
    mqtt::is_failure(reason) ? refused(*flight, reason, std::string(why)) : passed(*flight);
    if (Flight* still = flights_.find(ticket))
      flights_.acknowledged(*still, now() + settings_.answer_timeout);
  }
  pump();
}

void Uplink::State::passed(Flight& flight) {
  if (quarantine_.release(flight.topic))
    log::info("uplink", "released_from_quarantine",
              {{"thing", flight.publication.thing}, {"topic", flight.topic}});
  if (!flight.settled && !flight.answerable) settle(flight, Kind::no_verdict);
}

void Uplink::State::refused(Flight& flight, std::uint8_t reason, std::string why) {
  if (why.empty()) why = mqtt::describe(reason);
  if (reason == mqtt::kNotAuthorized)
    return convict(flight, Quarantine::Cause::unauthorised, hexadecimal(reason), why);
  if (reason == mqtt::kTopicNameInvalid)
    return convict(flight, Quarantine::Cause::bad_topic, hexadecimal(reason), why);
  last_error_ = "the broker refused a report for " + flight.publication.thing + ": " + why;
  if (!flight.settled) settle(flight, Kind::refused, hexadecimal(reason), why);
}

std::string Uplink::State::remedy(const std::string& topic) const {
  if (settings_.permitted_by == Permission::recipe)
    return "the component's recipe must allow aws.greengrass#PublishToIoTCore on it (accessControl, "
           "aws.greengrass.ipc.mqttproxy)";
  return "AWS IoT allows it with the statement " + policy_statement(topic, settings_.target.host);
}

// The topic is out of service. Said once a topic, with what would let it in.
void Uplink::State::convict(Flight& flight, Quarantine::Cause cause, const std::string& code,
                            const std::string& why) {
  const bool fresh = !quarantine_.holds(flight.topic);
  std::string text = why;
  if (cause == Quarantine::Cause::hang_up)
    text = "the broker hangs up whenever this is published (" + why + ")";
  if (cause != Quarantine::Cause::bad_topic) text += "; " + remedy(flight.topic);
  const std::string thing = flight.copy ? "" : flight.publication.thing;
  const auto& entry = quarantine_.put(flight.topic, thing, cause, text, now());
  last_error_ = "the broker does not take " + flight.topic + ": " + text;
  if (fresh) {
    log::warning(
        "uplink", "quarantined",
        {{"thing", flight.publication.thing},
         {"topic", flight.topic},
         {"why", text},
         {"next_probe_in_s", std::chrono::ceil<std::chrono::seconds>(entry.probe_at - now()).count()}});
  }
  if (!flight.settled) settle(flight, Kind::refused, code, text);
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
  // Where every report is expected to be answered, that was counted when it was sent.
  if (!answers_.every()) pacer_.charge({1.0, static_cast<double>(message.payload.size())}, now());
  judged(*flight, *verdict);
  pump();
}

void Uplink::State::judged(Flight& flight, const Verdict& verdict) {
  if (verdict.accepted) return settle(flight, Kind::accepted);
  if (verdict.code == kThrottled) {
    // Of two copies of one report the second comes too soon: the first one was taken.
    return settle(flight, flight.maybe_arrived ? Kind::accepted : Kind::throttled, verdict.code.value(),
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
  const bool copy = flight.copy;
  flights_.settle(flight);
  if (copy) {
    ++(kind == Kind::no_verdict && outcome.code.empty() ? count_.copies : count_.copies_dropped);
    return;
  }
  ++count_.outcomes[kind];
  parts_.sink.settled(outcome);
}

void Uplink::State::settle_rest() {
  for (const mqtt::Ticket ticket : flights_.unsettled()) {
    Flight& flight = *flights_.find(ticket);
    settle(flight, flight.sends ? Kind::no_verdict : Kind::abandoned, flight.copy ? "stopped" : "");
  }
}

}  // namespace gatewarden
