// One open report per child, into which its samples settle. Memory is bounded by children x metrics, never by
// traffic. Plain synchronous code without a clock: time is an argument.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/registry/registry.hpp"
#include "gateway/report/after_gap.hpp"
#include "gateway/report/counter_readings.hpp"
#include "gateway/report/report.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden {

// Why a value did not make it into a report. Counted per child; the status room shows the sums.
enum class Drop : std::uint8_t {
  wrong_type,         // a list where a number belongs, or the other way round
  unsendable_number,  // NaN, infinite, or more digits than the service keeps (content_rules.hpp)
  unsendable_string,  // dropped under `strict: true`
  cleaned_string,     // not dropped: a foreign character became '_'
  bad_address,        // no plain IPv4 or IPv6 address, or port 0
  counter_reset,      // the device's counter fell: the growth between the two readings is unknown
  gap,  // growth over more than a report interval and a half, or over a time that cannot be known (AfterGap)
  restart_unsure,  // growth over the end of a life that was cut off: it may have been reported, unrecorded
  list_overflow,   // members beyond what a collecting merge may hold
};
inline constexpr std::size_t kDropReasons = 9;
using DroppedGrowth = std::array<double, kDropReasons>;  // by reason; of one counter
std::string_view to_string(Drop reason);

// How a child is seen from here.
struct DeviceActivity {
  std::optional<SteadyTime> heard;  // last sign of life
  std::uint64_t samples = 0;        // values merged
  std::array<std::uint32_t, kDropReasons> dropped{};
};

// A point between two reports, for `status`.
struct PointView {
  const MetricSpec* spec = nullptr;
  std::optional<Number> last;       // the last number read, also after it was reported
  const ListValue* list = nullptr;  // the list as merged so far, or as last reported
  std::uint32_t samples = 0;        // merged since the last report
  std::optional<SteadyTime> at;     // of the last sample
  DroppedGrowth dropped{};          // of a counter: how much, where that is known (a reset's is not)
};

class OpenReports final : public SampleSink, public RegistryListener {
 public:
  // `interval` is the time between two reports of a child. `registry` must outlive this; it is listened to.
  OpenReports(Registry& registry, Duration interval, std::uint64_t seed);

  void accept(PointId point, Number value, SteadyTime at) override;
  void accept(PointId point, const ListValue& value, SteadyTime at) override;
  void heard(DeviceId device, SteadyTime at) override;

  // Moves what has settled into `out` (all but its id) and starts the next report.
  // False when there is nothing to say.
  bool close(DeviceId device, SteadyTime now, Report& out);

  void set_interval(Duration interval) { interval_ = interval; }
  void set_after_gap(AfterGap policy) { after_gap_ = policy; }

  // What the child's counters read when its newest report was closed. Once a report: empty when asked again,
  // and when there is nothing to know.
  CounterReadings take_closed(DeviceId device);
  bool has_closed(DeviceId device) const { return closed_.contains(static_cast<std::uint32_t>(device)); }
  // The child's counters with the growth that has settled: for one that is about to be removed.
  CounterReadings counters(DeviceId device) const;
  // Growth goes on from there. Right after the child was added; readings of other metrics are left out.
  void resume(DeviceId device, const CounterReadings& readings);

  DeviceActivity activity(DeviceId device) const;
  std::vector<PointView> points(DeviceId device) const;

  void added(DeviceId device, PointId first) override;
  void removed(DeviceId device) override;

 private:
  // 64 bytes: the bulk of the gateway's memory is children x metrics of these.
  struct Slot {
    Number last;               // the last reading; for delta and rate also the baseline
    double merged = 0;         // sum, growth, minimum or maximum since the last report
    std::int64_t span_ns = 0;  // time that `merged` growth covers
    SteadyTime at{};           // of the last reading
    const MetricSpec* spec = nullptr;
    std::unique_ptr<ListValue> list;
    std::uint32_t count = 0;   // samples since the last report
    std::uint32_t device = 0;  // the lowest bits; the top ones say what `last` and `at` are
  };
  static_assert(sizeof(Number) != 16 || sizeof(Slot) <= 64);
  struct Device {
    SteadyTime heard{};
    SteadyTime added{};  // of its first heard() or close(): ages of a never seen child count from here
    std::uint64_t samples = 0;
    std::array<std::uint32_t, kDropReasons> dropped{};
    bool was_heard = false;
    bool was_added = false;
  };
  static constexpr std::uint32_t kHasReading = 0x8000'0000;
  static constexpr std::uint32_t kDoubtful = 0x4000'0000;  // growth from it may have been reported before
  static constexpr std::uint32_t kAgeless = 0x2000'0000;   // nobody knows when it was read
  static constexpr std::uint32_t kDevice = 0x1fff'ffff;

  static bool counts(const MetricSpec& spec) {
    return spec.type == MetricType::number && (spec.merge == Merge::delta || spec.merge == Merge::rate);
  }
  Duration longest_span() const { return interval_ + interval_ / 2; }
  void drop(std::uint32_t device, Drop reason) {
    ++devices_[device].dropped[static_cast<std::size_t>(reason)];
  }
  void grow(Slot& slot, Number value, SteadyTime at, std::uint32_t device);
  // Allocates the first time growth of a counter is dropped; never for a sample that settles.
  void drop_growth(const Slot& slot, std::uint32_t device, Drop reason, double growth);
  std::uint32_t index_of(const Slot& slot) const { return static_cast<std::uint32_t>(&slot - slots_.data()); }
  template <class Visitor>  // (slot, its reading) of each counter that was read
  void for_each_counter(DeviceId device, Visitor visit) const;
  static Number closed_number(const Slot& slot);
  void close_counter(const Slot& slot, std::uint32_t device, Report& out);
  CounterReadings closed_readings(DeviceId device) const;
  void close_point(Slot& slot, std::uint32_t device, Report& out);
  bool put_number(const MetricSpec& spec, Number value, std::uint32_t device, Report& out);
  void close_list(Slot& slot, std::uint32_t device, Report& out);
  void clean(ListValue& list, const MetricSpec& spec, std::uint32_t device);
  void put_own(const MetricSpec& spec, const Device& state, const Profile& profile, SteadyTime now,
               Report& out) const;

  Registry& registry_;
  Duration interval_;
  std::mt19937_64 random_;  // which members of a long list are shown
  std::vector<Slot> slots_;
  std::vector<Device> devices_;
  AfterGap after_gap_ = AfterGap::drop;
  std::unordered_map<std::uint32_t, CounterReadings> closed_;        // by device, until taken
  std::unordered_map<std::uint32_t, DroppedGrowth> dropped_growth_;  // by point
};

}  // namespace gatewarden
