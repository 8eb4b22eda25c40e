// One open report per child; samples merge at once. Memory is bounded by children x metrics, not by traffic.
// Synchronous; time is an argument.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "gateway/registry/registry.hpp"
#include "gateway/report/after_gap.hpp"
#include "gateway/report/closed_readings.hpp"
#include "gateway/report/counter_readings.hpp"
#include "gateway/report/device_activity.hpp"
#include "gateway/report/drop.hpp"
#include "gateway/report/open_counters.hpp"
#include "gateway/report/open_point.hpp"
#include "gateway/report/report.hpp"
#include "gateway/report/signs_of_life.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden {

class OpenReports final : public SampleSink, public RegistryListener {
 public:
  // `interval`: between two reports of a child. Listens to `registry`, which outlives this object.
  OpenReports(Registry& registry, Duration interval, std::uint64_t seed);

  void accept(PointId point, Number value, SteadyTime at) override;
  void accept(PointId point, const ListValue& value, SteadyTime at) override;
  void heard(DeviceId device, SteadyTime at) override { life(device).heard(at); }
  void expect(DeviceId device, Duration silence) override { life(device).expect(silence); }

  SignsOfLife& life(DeviceId device) { return devices_[index_of(device)].life; }
  const SignsOfLife& life(DeviceId device) const { return devices_[index_of(device)].life; }

  // Moves merged values into `out` (all but its id) and starts the next report. False if empty.
  bool close(DeviceId device, SteadyTime now, Report& out);
  // Of a report of this child, as it is served now, that nobody kept: none of it is reported again, because other
  // destinations may have it.
  void lost(DeviceId device, std::span<const CounterGrowth> growth);
  // When to ask again whether the child is reachable, because its profile wants to say so and nobody can know
  // yet. Nothing: its report may close.
  std::optional<SteadyTime> undecided_until(DeviceId device, SteadyTime now) const;
  // Chooses which members stay where lists must be shortened.
  std::mt19937_64& random() { return random_; }

  void set_interval(Duration interval) { counters_.set_interval(interval); }
  void set_after_gap(AfterGap policy) { counters_.set_after_gap(policy); }

  // Counter readings at the close of the child's newest report. Given once per report; empty
  // afterwards and without counters.
  CounterReadings take_closed(DeviceId device);
  bool has_closed(DeviceId device) const {
    const Device& state = devices_[index_of(device)];
    return !state.taken && !state.closed.empty();
  }
  // The same once more when they were taken, or what the child was resumed from. Empty while a report is under way.
  CounterReadings taken(DeviceId device) const;
  // With the growth since the last report: for a child about to be removed.
  CounterReadings counters(DeviceId device) const {
    return counters_.readings(points_of(device), registry_.first_point(device), true);
  }
  // Growth continues from these readings. Call right after adding the child; ignores other metrics.
  void resume(DeviceId device, const CounterReadings& readings);

  // Of a child that is forgotten next: the growth that waits for a report, by metric. Counted as Drop::forgotten.
  using WaitingGrowth = std::vector<std::pair<std::string, double>>;
  WaitingGrowth give_up(DeviceId device);

  DeviceActivity activity(DeviceId device) const;
  // Of all children removed since the start.
  const DropTotals& dropped_by_removed() const { return dropped_by_removed_; }
  std::vector<PointView> points(DeviceId device) const;

  void added(DeviceId device, PointId first) override;
  void removed(DeviceId device) override;

 private:
  struct Device {
    SignsOfLife life;
    Duration every{};  // its profile's
    std::uint64_t samples = 0;
    DropCounts dropped{};
    std::uint32_t cleaned_strings = 0;
    ClosedReadings closed;  // of the newest report
    bool taken = false;     // `closed` was
  };

  SignsOfLife::Patience patience(DeviceId device) const;
  bool says_if_reachable(DeviceId device) const;
  // A child's points are contiguous (Registry).
  std::span<OpenPoint> points_of(DeviceId device);
  std::span<const OpenPoint> points_of(DeviceId device) const;
  void close_point(OpenPoint& point, PointId id, Device& device, Report& out);

  Registry& registry_;
  std::mt19937_64 random_;
  std::vector<OpenPoint> points_;
  std::vector<Device> devices_;
  OpenCounters counters_;
  DropTotals dropped_by_removed_{};
};

}  // namespace gatewarden
