#include "gateway/uplink/uplink_state.hpp"

#include <utility>

namespace gatewarden {

UplinkState::UplinkState(UplinkSettings wanted, const Clock& time, OutcomeSink& outcomes, std::uint64_t seed)
    : settings(std::move(wanted)),
      clock(time),
      sink(outcomes),
      pacer({settings.publishes_per_second, settings.bytes_per_second, settings.burst}, time.now()),
      quarantine(seed),
      answers(settings.formats, settings.defender ? settings.answers : Answers::off),
      window(settings.in_flight) {}

void UplinkState::settle(Flight& flight, Ending ending) {
  const Publication& p = flight.publication;
  const Outcome outcome{
      p.device, p.thing, p.id, ending.kind, std::move(ending.code), std::move(ending.detail)};
  const bool copy = flight.copy;
  flights.settle(flight);
  if (copy) {
    const bool taken = outcome.kind == Outcome::Kind::no_verdict && outcome.code.empty();
    ++(taken ? count.copies : count.copies_dropped);
    return;
  }
  ++count.outcomes[outcome.kind];
  sink.settled(outcome);
}

void UplinkState::settle_rest() {
  for (const mqtt::Ticket ticket : flights.unsettled()) {
    Flight& flight = *flights.find(ticket);
    settle(flight, {flight.sends ? Outcome::Kind::no_verdict : Outcome::Kind::abandoned,
                    flight.copy ? "stopped" : ""});
  }
}

}  // namespace gatewarden
