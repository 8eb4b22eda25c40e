#include "gateway/uplink/endings.hpp"

#include <algorithm>

#include "gateway/wire/limits.hpp"

namespace gatewarden {
namespace {

using Kind = Outcome::Kind;

// Bytes around topic and payload of a PUBLISH: fixed header, two lengths, packet id, no properties.
constexpr std::size_t kPublishOverhead = 10;

}  // namespace

std::optional<Ending> too_large(const Flight& flight, std::optional<std::uint32_t> maximum_packet_size) {
  std::size_t largest = limits::kPayloadBytes;
  if (maximum_packet_size) {
    const std::size_t around = kPublishOverhead + flight.topic.size();
    largest = std::min(largest, *maximum_packet_size - std::min<std::size_t>(around, *maximum_packet_size));
  }
  const std::size_t size = flight.publication.bytes.size();
  if (size <= largest) return std::nullopt;
  return Ending{Kind::refused, "too-large",
                std::to_string(size) + " bytes, and at most " + std::to_string(largest) +
                    " can be sent: report fewer metrics, shorter lists, or CBOR"};
}

std::optional<Ending> outdated(const Flight& flight, SteadyTime now, Duration resend_for) {
  if (flight.sends == 0 || now - flight.first_sent <= resend_for) return std::nullopt;
  return Ending{flight.maybe_arrived ? Kind::no_verdict : Kind::refused, "outdated",
                "not acknowledged, and too old to be sent again"};
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
