// When each child's report is due. Pure: no clock, no randomness.
//
// Every child has a phase of the interval, spread by rank, so that never more reports are due than the average.
// The floor (least time between two reports of a thing) precedes the phase: a late report moves its child's
// phase by as much. A slot missed by more than a quarter of the interval (an outage) is skipped: afterwards
// children report at their phases again, without a flood.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden {

class Schedule {
 public:
  struct Rules {
    Duration interval;  // between two reports of a child
    Duration floor;     // the service's minimum (AWS: 300 s)
    // The service measures between arrivals: this margin absorbs the network's jitter.
    Duration guard = std::chrono::seconds(1);
    // At most this many first reports of a fresh fleet: a small one is seen within seconds.
    double first_per_second = 10;
  };
  explicit Schedule(Rules rules) : rules_(rules) {}

  // `last_sent`: of the last report (nothing: never). The first report leaves soon, by rank.
  void add(DeviceId device, SteadyTime now, std::optional<SteadyTime> last_sent);
  void remove(DeviceId device);

  std::optional<SteadyTime> due() const;  // of the next child; nothing if none waits
  // Takes the next child due at `now`; it is out of the schedule until sent(), idle(), retry() or hold().
  struct Due {
    DeviceId device;
    SteadyTime slot;  // when it should have left
  };
  std::optional<Due> take(SteadyTime now);
  std::optional<Due> take_late(SteadyTime now);  // however late; followed by passed()

  void sent(DeviceId device, SteadyTime at);  // the floor counts from here
  // The same report again, after a lost connection. This copy may be the one that arrives,
  // so the floor counts from here.
  void sent_again(DeviceId device, SteadyTime at);
  // Nothing to report. A child that never reported is asked again soon.
  void idle(DeviceId device, SteadyTime now);
  // Sent only to other destinations: next point of its phase, no floor.
  void passed(DeviceId device, SteadyTime now);
  void retry(DeviceId device, SteadyTime at);  // not possible now; the same slot again at `at`
  void hold(DeviceId device, SteadyTime at);   // too early to say; asked again at `at`, its phase stays

  std::optional<SteadyTime> due(DeviceId device) const;
  std::optional<SteadyTime> last_sent(DeviceId device) const;
  std::size_t size() const { return children_; }
  std::uint64_t missed_slots() const { return missed_; }
  // For a reload: new due times, none before its floor.
  void set_rules(Rules rules, SteadyTime now);
  const Rules& rules() const { return rules_; }

 private:
  static constexpr std::uint32_t kAbsent = 0xffff'ffff;
  struct Entry {
    SteadyTime slot{};
    SteadyTime last_sent{};
    SteadyTime phase{};  // of the child's grid: phase + k * interval
    std::uint32_t position = kAbsent;
    bool known = false;
    bool was_sent = false;
    bool on_phase = false;
  };
  SteadyTime earliest(const Entry& entry, SteadyTime wanted) const;
  void approach_phase(Entry& entry);
  SteadyTime grid_after(const Entry& entry, SteadyTime time) const;
  void push(std::uint32_t index);
  void erase(std::uint32_t position);
  void up(std::uint32_t position);
  void down(std::uint32_t position);
  bool before(std::uint32_t a, std::uint32_t b) const { return entries_[a].slot < entries_[b].slot; }
  void place(std::uint32_t position, std::uint32_t index);

  Rules rules_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> heap_;  // earliest slot first
  std::size_t children_ = 0;
  std::uint64_t added_ = 0;  // rank of the next child
  SteadyTime first_end_{};   // end of the queue of first reports
  std::uint64_t missed_ = 0;
};

}  // namespace gatewarden
