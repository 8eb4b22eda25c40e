// One device on a link: what it is asked, when, and how it has answered so far.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/modbus/plan/read_plan.hpp"
#include "adapters/modbus/poll/device_counters.hpp"
#include "adapters/modbus/poll/health.hpp"
#include "adapters/modbus/poll/poll_grid.hpp"
#include "adapters/modbus/poll/traffic.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::modbus {

struct Device {
  static constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

  Device(Assignment its_assignment, std::uint8_t its_unit, Duration its_timeout,
         std::shared_ptr<const ReadPlan> its_plan, PollGrid its_grid, unsigned misses)
      : assignment(std::move(its_assignment)),
        unit(its_unit),
        timeout(its_timeout),
        plan(std::move(its_plan)),
        grid(its_grid),
        health(misses),
        round_due(plan->periods.empty() ? 0 : plan->periods.size() - 1, SteadyTime::min()),
        slots(plan->slots, kNothing) {}

  const std::vector<Read>& reads() const { return own_reads ? *own_reads : plan->reads; }
  // The present question.
  Request asking() const {
    if (inspecting) return inspection->asking();
    return reads()[next_read].range;
  }
  // Which rounds the cycle that begins now reads, and the first of its reads. False
  // where there is nothing to read.
  bool begin(SteadyTime now);
  // An answer to the present read came: those left out since the last one are not
  // answered by a unit that lives.
  void heard_from(SteadyTime now, bool with_values);
  // The present read stays without an answer.
  void leave_out();
  // Begins its cycle anew: what it had brought is too old to be completed. False
  // where there is nothing to read.
  bool restart(SteadyTime now);
  // Goes on to the next read of the cycle; false when that was the last one.
  bool go_on(SteadyTime now);
  // Every read of the cycle has been answered, or refused.
  void complete(SteadyTime now);
  // After the device refused a read: asks its parts from now on. False when it has none.
  bool split(std::size_t refused, SteadyTime now);
  bool refuses_all() const { return empty_cycles_ > 0; }
  // Forgets what the cycle that ended was at.
  void rest();

  Assignment assignment;
  std::uint8_t unit;
  Duration timeout;  // for one answer
  std::shared_ptr<const ReadPlan> plan;
  std::unique_ptr<std::vector<Read>> own_reads;  // once it differs from its model's
  PollGrid grid;
  Health health;
  DeviceCounters counters;
  TrafficMeter traffic;
  std::unique_ptr<Inspection> inspection;  // where the plan has one
  unsigned put_off = 0;                    // cycles that left it no time
  bool inspecting = false;                 // its readings of this cycle are complete
  std::vector<SteadyTime> round_due;       // of the slower rounds: of round i + 1
  Rounds rounds = 1;                       // those of the cycle under way
  SteadyTime due{};                        // of the cycle under way, or the next one
  std::optional<SteadyTime> heard;
  std::vector<double> slots;    // of the cycle under way: what values are computed from; NaN: not known
  std::uint32_t next_read = 0;  // of the cycle under way
  bool begun = false;           // its first request has been sent
  std::uint8_t repeats = 0;     // of its present request
  bool incomplete = false;      // a read of this cycle was refused or left out
  bool answered = false;        // a read of this cycle was answered
  bool got_values = false;      // not by an exception alone
  bool spared = false;          // this cycle lost a request with its connection, not by its own fault
  std::uint32_t place = 0;      // among the link's devices
  std::string why;              // the last error; empty when all is well
  Device* behind = nullptr;     // in a queue

 private:
  void pass_over(std::uint32_t reads_before);
  // A read that a living unit does not answer: asked ever less often, to spare the line's time.
  struct Unanswered {
    Range read;
    std::uint8_t strikes = 0;  // times in a row
    SteadyTime until{};        // and until when it is left out
  };
  bool skip_idle(SteadyTime now);
  bool rests(const Range& read, SteadyTime now) const;
  void strike(const Range& read, SteadyTime now);

  Rounds failed_ = 0;  // rounds of this cycle with a read that got no answer
  std::vector<Unanswered> unanswered_;
  std::vector<Range> in_doubt_;     // without an answer since the last answer
  std::uint32_t empty_cycles_ = 0;  // in a row: every read of them was refused
  SteadyTime split_at_{};           // own_reads are tried without again, now and then
};

// Devices waiting for their turn, first come first served. Owns nothing.
class DeviceQueue {
 public:
  bool empty() const { return first_ == nullptr; }
  void push(Device& device);
  void push_front(Device& device);
  // The first one `fits` likes; null when there is none.
  template <class Predicate>
  Device* take(Predicate fits) {
    Device** link = &first_;
    Device* before = nullptr;
    while (*link && !fits(**link)) {
      before = *link;
      link = &before->behind;
    }
    Device* found = *link;
    if (!found) return nullptr;
    *link = found->behind;
    if (last_ == found) last_ = before;
    found->behind = nullptr;
    return found;
  }

 private:
  Device* first_ = nullptr;
  Device* last_ = nullptr;
};

}  // namespace gatewarden::modbus
