#include "gateway/uplink/uplink_state.hpp"

#include <utility>

#include "gateway/base/log.hpp"

namespace gatewarden {
namespace {

// Of a report that was sent so often: each time with the means for an answer.
unsigned answers_left_out(unsigned sends, Outcome::Kind kind) {
  using Kind = Outcome::Kind;
  if (kind == Kind::no_verdict || sends == 0) return sends;
  return kind == Kind::accepted || kind == Kind::rejected || kind == Kind::throttled ? sends - 1 : 0;
}

}  // namespace

UplinkState::UplinkState(UplinkSettings wanted, const Clock& time, OutcomeSink& outcomes, std::uint64_t seed,
                         UplinkCounters* counters)
    : settings(std::move(wanted)),
      clock(time),
      sink(outcomes),
      pacer({settings.publishes_per_second, settings.bytes_per_second, settings.burst}, time.now()),
      quarantine(seed),
      answers(settings.formats, settings.defender ? settings.answers : Answers::off, settings.permitted_by),
      window(settings.in_flight),
      count(counters ? *counters : own_count) {}

void UplinkState::refused_for_now(const std::string& why) {
  error(why);
  if (!outage.refused(why, now())) return;
  log::warning("uplink", "nothing_is_taken",
               {{"why", why}, {"consequence", "reports wait here until they are too old"}});
  // Asked again until it is granted: shows the end of the outage even if no report is due.
  if (settings.permitted_by == Permission::recipe) answers.renew(now(), false);
}

void UplinkState::taken_again() {
  if (const auto lasted = outage.over(now()))
    log::info("uplink", "taken_again",
              {{"after_s", std::chrono::ceil<std::chrono::seconds>(*lasted).count()}});
}

void UplinkState::settle(Flight& flight, Ending ending) {
  const Publication& p = flight.publication;
  const Outcome outcome{
      p.device, p.thing, p.id, ending.kind, std::move(ending.code), std::move(ending.detail)};
  const bool copy = flight.copy;
  if (!copy && answers.every()) answer_watch.late().missed(answers_left_out(flight.sends, outcome.kind));
  flights.settle(flight);
  if (copy) {
    const bool taken = outcome.kind == Outcome::Kind::no_verdict && outcome.code.empty();
    ++(taken ? count.copies : count.copies_dropped);
    return;
  }
  ++count.outcomes[outcome.kind];
  if (outcome.kind == Outcome::Kind::accepted) count.last_accepted = now();
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
