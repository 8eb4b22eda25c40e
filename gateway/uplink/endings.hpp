// How a publish ends, and in which words. Pure.
#pragma once

#include <optional>
#include <string>

#include "gateway/batch/publication.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/uplink/flights.hpp"
#include "gateway/uplink/quarantine.hpp"
#include "gateway/wire/fit/payload_room.hpp"
#include "gateway/wire/verdict.hpp"

namespace gatewarden {

struct Ending {
  Outcome::Kind kind = Outcome::Kind::no_verdict;
  std::string code{};    // as Outcome's
  std::string detail{};  // as Outcome's
};

// As announced by broker or nucleus.
PayloadRoom room_of(const mqtt::ConnAck& announced);
// Never published: the broker would end the connection of all children.
std::optional<Ending> too_large(const Flight& flight, const PayloadRoom& room);
// Unacknowledged for too long to be current: nobody turned it away.
std::optional<Ending> outdated(const Flight& flight, SteadyTime now, Duration resend_for);
// Its topic was quarantined meanwhile.
std::optional<Ending> refused_meanwhile(const Flight& flight, const Quarantine& quarantine);
Ending withheld(const Quarantine::Entry& entry);
Ending judged(const Flight& flight, const Verdict& verdict);

}  // namespace gatewarden
