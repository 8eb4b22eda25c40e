#include "gateway/app/view/pulse.hpp"

#include <algorithm>

#include "gateway/base/duration_text.hpp"

namespace gatewarden::app {
namespace {

std::string length_text(Duration length) { return to_text(std::chrono::floor<std::chrono::seconds>(length)); }

status::Health without_a_way(const Pulse::Way& way, SteadyTime now) {
  const Duration lasts = now - way.since.value_or(now);
  if (way.connecting && lasts > Pulse::kLongestAttempt)
    return {false, "an attempt to connect has hung for " + length_text(lasts)};
  return {true, "the loop is alive; uplink " + way.state + ": reports wait for it"};
}

}  // namespace

Pulse pulse_of(const Batcher& batcher, const Store& store, const Uplink* uplink) {
  Pulse pulse;
  pulse.children = batcher.schedule().size();
  pulse.interval = batcher.schedule().rules().interval;
  pulse.last_turn = batcher.totals().last_turn;
  if (const StoreHealth health = store.health(); health.failed) pulse.store_fault = health.why;
  if (uplink == nullptr) return pulse;
  const UplinkSnapshot seen = uplink->snapshot();
  pulse.uplink = {seen.connected, seen.connecting, seen.state_in_full(), seen.since};
  return pulse;
}

status::Health health_of(const Pulse& pulse, SteadyTime now) {
  if (pulse.uplink && !pulse.uplink->open) return without_a_way(*pulse.uplink, now);
  if (pulse.children == 0) return {true, "the loop is alive; there is no child to report"};
  SteadyTime from = std::max(pulse.began, pulse.last_turn.value_or(pulse.began));
  if (pulse.uplink) from = std::max(from, pulse.uplink->since.value_or(from));
  if (now - from > pulse.interval * Pulse::kIntervals + Pulse::kGrace) {
    const std::string fault = pulse.store_fault.empty() ? "" : "; the store: " + pulse.store_fault;
    return {false, "no report has left for " + length_text(now - from) + ", one of " +
                       std::to_string(pulse.children) + " was due within " + length_text(pulse.interval) +
                       fault};
  }
  if (!pulse.last_turn) return {true, "the loop is alive; the first report is not overdue"};
  return {true,
          "the loop is alive; the last report's turn was " + length_text(now - *pulse.last_turn) + " ago"};
}

}  // namespace gatewarden::app
