#include "gateway/uplink/endings.hpp"

#include <algorithm>

#include "gateway/wire/limits.hpp"

namespace gatewarden {
namespace {

using Kind = Outcome::Kind;

}  // namespace

PayloadRoom room_of(const mqtt::ConnAck& announced) {
  PayloadRoom room;
  room.payload =
      std::min<std::size_t>(room.payload, announced.maximum_payload.value_or(limits::kPayloadBytes));
  if (announced.maximum_packet_size) room.packet = *announced.maximum_packet_size;
  if (announced.maximum_encoded) room.encoded = *announced.maximum_encoded;
  return room;
}

std::optional<Ending> too_large(const Flight& flight, const PayloadRoom& room) {
  const std::size_t largest = room.on_topic(flight.topic.size());
  const std::size_t size = flight.publication.bytes.size();
  if (size <= largest) return std::nullopt;
  return Ending{Kind::refused, "too-large",
                std::to_string(size) + " bytes, and at most " + std::to_string(largest) +
                    " can be sent: report fewer metrics, shorter lists, or CBOR"};
}

std::optional<Ending> outdated(const Flight& flight, SteadyTime now, Duration resend_for) {
  if (flight.sends == 0 || now - flight.first_sent <= resend_for) return std::nullopt;
  std::string why = "not acknowledged, and too old to be sent again";
  if (!flight.refusal.empty()) why += ": " + flight.refusal;
  return Ending{flight.maybe_arrived ? Kind::no_verdict : Kind::outdated, "outdated", std::move(why)};
}

std::optional<Ending> refused_meanwhile(const Flight& flight, const Quarantine& quarantine) {
  const Quarantine::Entry* entry = flight.sends > 0 ? quarantine.find(flight.topic) : nullptr;
  if (!entry) return std::nullopt;
  Ending ending = withheld(*entry);
  if (flight.maybe_arrived) ending.kind = Kind::no_verdict;
  return ending;
}

Ending withheld(const Quarantine::Entry& entry) {
  return {Kind::withheld, std::string(to_string(entry.cause)), entry.why};
}

Ending judged(const Flight& flight, const Verdict& verdict) {
  if (verdict.accepted) return {Kind::accepted};
  if (verdict.code != kThrottled)
    return {Kind::rejected, verdict.code.value_or("no code"), verdict.detail.value_or("")};
  // The second of two copies comes too soon: the first one was accepted.
  return {flight.maybe_arrived ? Kind::accepted : Kind::throttled, verdict.code.value(),
          verdict.detail.value_or("")};
}

}  // namespace gatewarden
