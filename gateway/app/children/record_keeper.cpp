#include "gateway/app/children/record_keeper.hpp"

#include <utility>

#include "gateway/app/children/send_time.hpp"
#include "gateway/app/children/stored_counters.hpp"
#include "gateway/app/children/stored_silence.hpp"

namespace gatewarden::app {
namespace {

// More than slewing can move the clock in a second.
constexpr Duration kClockStep = std::chrono::milliseconds(500);

}  // namespace

// Zero: it runs as it should.
Duration RecordKeeper::clock_step(SteadyTime now) {
  const Duration ahead = parts_.clock.wall().time_since_epoch() - now.time_since_epoch();
  const Duration moved = ahead - std::exchange(wall_ahead_, ahead);
  return moved > kClockStep || moved < -kClockStep ? moved : Duration::zero();
}

void RecordKeeper::tick() {
  const SteadyTime now = parts_.clock.now();
  const Duration step = clock_step(now);
  const bool first = !last_alive_, stepped = step != Duration::zero() && !first;
  // Before the ceiling, without which no report leaves: even a short run must be recorded. Also when the clock
  // steps, or this run would seem to have ended long ago.
  if (first || stepped || now - *last_alive_ >= RememberedChildren::kAliveEvery) {
    last_alive_ = now;
    parts_.store.record_alive(parts_.clock.wall());
  }
  if (first) {
    for (auto& [thing, record] : parts_.remembered.take_corrected()) {
      parts_.store.record_sent(thing, std::move(record));
    }
  }
  if (stepped) {
    parts_.registry.for_each(
        [&](DeviceId device, const Child&) { parts_.reports.life(device).wall_clock_stepped(step); });
    record_sends();
  }
  const auto ceiling = parts_.ids.wanted_ceiling(parts_.clock.wall());
  if (!ceiling) return;
  parts_.ids.asked(*ceiling);
  parts_.store.reserve_report_ids(*ceiling, [this, ceiling = *ceiling](const Result<void>& stored) {
    // A failing disk must not silence the fleet. The store retries and reports its failure.
    if (stored) {
      parts_.ids.confirmed(ceiling, parts_.clock.wall());
    } else {
      parts_.ids.go_on_unsaved();
    }
    if (parts_.wake) parts_.wake();
  });
  if (first) parts_.store.flush(nullptr);  // the first reports must not wait for the next commit
}

void RecordKeeper::sent(DeviceId device, ReportId id) {
  // A copy of an older report, or a removed child: nothing new.
  if (parts_.registry.contains(device) && parts_.batcher.record(device).last_id == id) decided(device, id);
}

void RecordKeeper::passed(DeviceId device, ReportId id) { decided(device, id); }

void RecordKeeper::settled(const Outcome& outcome) {
  if (outcome.kind == Outcome::Kind::abandoned || !parts_.registry.contains(outcome.device)) return;
  if (parts_.registry.child(outcome.device).thing.text() != outcome.thing) return;
  const bool newest = parts_.batcher.record(outcome.device).last_id == outcome.id;
  if (newest && parts_.reports.has_closed(outcome.device)) decided(outcome.device, outcome.id);
}

void RecordKeeper::decided(DeviceId device, ReportId id) {
  record(device, {static_cast<std::uint64_t>(id), parts_.clock.wall()}, parts_.reports.take_closed(device));
}

void RecordKeeper::record(DeviceId device, ThingRecord known, CounterReadings readings) {
  const auto now = ClockPair::now(parts_.clock);
  put_silence(parts_.reports.life(device).silence(), now, known);
  const StoredCounters counters{parts_.population.counter_source(device), std::move(readings)};
  if (!counters.readings.empty() && counters.source != 0) known.counters = to_text(counters, now);
  parts_.store.record_sent(parts_.registry.child(device).thing.text(), std::move(known));
}

void RecordKeeper::moved(std::span<const DeviceId> devices) {
  const auto now = ClockPair::now(parts_.clock);
  for (const DeviceId device : devices) {
    CounterReadings readings = parts_.reports.taken(device);
    if (readings.empty()) continue;  // no counters, or a report is under way, whose outcome stores them
    ThingRecord known = last_send(device, parts_.ids, parts_.batcher.schedule(), now);
    if (known.last_sent == WallTime{})
      known.last_sent = now.wall;  // only files had a report: as passed() has it
    record(device, std::move(known), std::move(readings));
  }
}

// Of the children that a report ever left for, by the wall clock as it is now.
void RecordKeeper::record_sends() {
  const auto now = ClockPair::now(parts_.clock);
  parts_.registry.for_each([&](DeviceId device, const Child& child) {
    ThingRecord record = last_send(device, parts_.ids, parts_.batcher.schedule(), now);
    put_silence(parts_.reports.life(device).silence(), now, record);
    if (record.last_sent != WallTime{}) parts_.store.record_sent(child.thing.text(), std::move(record));
  });
}

// Without a connection no report has recorded who was heard.
void RecordKeeper::stopped() {
  record_sends();
  parts_.store.record_stopped();
}

}  // namespace gatewarden::app
