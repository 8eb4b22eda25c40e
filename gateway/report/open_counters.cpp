// The counters of OpenReports: growth between readings, over reports, gaps and restarts. What is not reported
// is counted with its amount.
#include "gateway/report/counter.hpp"
#include "gateway/report/open_reports.hpp"
#include "gateway/report/whole_number.hpp"

namespace gatewarden {

// A counter's reading counts as a sample only together with the one before it:
// growth lies between two readings.
void OpenReports::grow(Slot& slot, Number value, SteadyTime at, std::uint32_t device) {
  if (slot.device & kHasReading) {
    const bool ageless = slot.device & kAgeless;
    const Duration since = ageless ? Duration::zero() : Duration(at - slot.at);
    // Two readings of one moment have no rate: the next one counts from the first.
    if (slot.spec->merge == Merge::rate && !ageless && since <= Duration::zero()) return;
    const bool gap = ageless || since > longest_span();
    // A rate over a time that nobody knows is none.
    const bool carried = after_gap_ == AfterGap::carry && !(ageless && slot.spec->merge == Merge::rate);
    const auto grown = growth(slot.last, value, slot.spec->counter_bits);
    if (!grown) {
      drop(device, Drop::counter_reset);
    } else if (slot.device & kDoubtful) {
      drop_growth(slot, device, Drop::restart_unsure, *grown);
    } else if (gap && !carried) {
      drop_growth(slot, device, Drop::gap, *grown);
    } else {
      slot.merged += *grown;
      slot.span_ns += since.count();
      ++slot.count;
    }
  }
  slot.last = value;
  slot.at = at;
  slot.device = device | kHasReading;
}

void OpenReports::close_counter(const Slot& slot, std::uint32_t device, Report& out) {
  // The reports could not leave for a while: the same as a gap between two readings.
  if (slot.span_ns > longest_span().count() && after_gap_ == AfterGap::drop) {
    return drop_growth(slot, device, Drop::gap, slot.merged);
  }
  const bool rate = slot.spec->merge == Merge::rate;
  const double reported = rate ? slot.merged / (static_cast<double>(slot.span_ns) * 1e-9) : slot.merged;
  if (!put_number(*slot.spec, compact(reported), device, out)) {
    dropped_growth_[index_of(slot)][static_cast<std::size_t>(Drop::unsendable_number)] += slot.merged;
  }
}

void OpenReports::drop_growth(const Slot& slot, std::uint32_t device, Drop reason, double growth) {
  drop(device, reason);
  if (growth > 0) dropped_growth_[index_of(slot)][static_cast<std::size_t>(reason)] += growth;
}

template <class Visitor>
void OpenReports::for_each_counter(DeviceId device, Visitor visit) const {
  const std::size_t begin = static_cast<std::uint32_t>(registry_.first_point(device));
  const std::size_t count = registry_.child(device).profile->metrics.size();
  for (std::size_t i = begin; i < begin + count; ++i) {
    const Slot& slot = slots_[i];
    if (!counts(*slot.spec) || !(slot.device & kHasReading)) continue;
    CounterReading reading;
    reading.metric = slot.spec->name;
    reading.merge = slot.spec->merge;
    reading.counter_bits = slot.spec->counter_bits;
    reading.value = slot.last;
    if (!(slot.device & kAgeless)) reading.at = slot.at;
    reading.doubtful = slot.device & kDoubtful;
    visit(slot, std::move(reading));
  }
}

CounterReadings OpenReports::closed_readings(DeviceId device) const {
  CounterReadings readings;
  for_each_counter(device,
                   [&](const Slot&, CounterReading reading) { readings.push_back(std::move(reading)); });
  return readings;
}

CounterReadings OpenReports::take_closed(DeviceId device) {
  auto taken = closed_.extract(static_cast<std::uint32_t>(device));
  return taken.empty() ? CounterReadings{} : std::move(taken.mapped());
}

CounterReadings OpenReports::counters(DeviceId device) const {
  CounterReadings readings;
  for_each_counter(device, [&](const Slot& slot, CounterReading reading) {
    reading.merged = slot.merged;
    reading.span_ns = slot.span_ns;
    reading.count = slot.count;
    readings.push_back(std::move(reading));
  });
  return readings;
}

void OpenReports::resume(DeviceId device, const CounterReadings& readings) {
  const std::size_t begin = static_cast<std::uint32_t>(registry_.first_point(device));
  const std::size_t count = registry_.child(device).profile->metrics.size();
  for (std::size_t i = begin; i < begin + count; ++i) {
    Slot& slot = slots_[i];
    for (const CounterReading& reading : readings) {
      if (!counts(*slot.spec) || !reading.fits(*slot.spec)) continue;
      slot.last = reading.value;
      slot.at = reading.at.value_or(SteadyTime{});
      slot.merged = reading.merged;
      slot.span_ns = reading.span_ns;
      slot.count = reading.count;
      slot.device |= kHasReading | (reading.at ? 0 : kAgeless) | (reading.doubtful ? kDoubtful : 0);
    }
  }
}

}  // namespace gatewarden
