// How a publish ends, and in which words: the rules by which it is kept back or given up, and what a verdict
// makes of it. Pure: time is an argument.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/batch/publication.hpp"
#include "gateway/uplink/flights.hpp"
#include "gateway/uplink/quarantine.hpp"
#include "gateway/wire/verdict.hpp"

namespace gatewarden {

struct Ending {
  Outcome::Kind kind = Outcome::Kind::no_verdict;
  std::string code{};    // as Outcome's
  std::string detail{};  // as Outcome's
};

// Never published: the broker would end the connection, which all children share. `maximum_packet_size`: the
// broker's, where it announced one.
std::optional<Ending> too_large(const Flight& flight, std::optional<std::uint32_t> maximum_packet_size);
// Not acknowledged for so long that it would not be current any more.
std::optional<Ending> outdated(const Flight& flight, SteadyTime now, Duration resend_for);
// Its topic was quarantined because of another publish that was under way with it.
std::optional<Ending> refused_meanwhile(const Flight& flight, const Quarantine& quarantine);
// Not sent at all.
Ending withheld(const Quarantine::Entry& entry);
Ending judged(const Flight& flight, const Verdict& verdict);

}  // namespace gatewarden
