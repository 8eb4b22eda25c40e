// One device on a link: what it is asked, when, and how it has answered so far.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adapters/modbus/device/device_counters.hpp"
#include "adapters/modbus/device/health.hpp"
#include "adapters/modbus/device/poll_grid.hpp"
#include "adapters/modbus/device/traffic.hpp"
#include "adapters/modbus/device/unanswered_reads.hpp"
#include "adapters/modbus/identity/inspection.hpp"
#include "adapters/modbus/plan/read_plan.hpp"
#include "gateway/sample/assignment.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::modbus {

// One reading of a device, from its first request to its last answer: what is forgotten with its end.
struct Cycle {
  Rounds rounds = 1;            // which are read
  Rounds failed = 0;            // which of them have a read that got no answer
  std::uint32_t next_read = 0;  // the present one
  std::uint8_t repeats = 0;     // of the present request
  bool begun = false;           // its first request has been sent
  bool inspecting = false;      // its readings are complete
  bool incomplete = false;      // a read was refused or left out
  bool answered = false;        // a read was answered
  bool got_values = false;      // not by an exception alone
  bool resent = false;          // a request was lost with its connection, not by the device's fault
};

class Device {
 public:
  static constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

  Device(Assignment its_assignment, std::uint8_t its_unit, Duration its_timeout,
         std::shared_ptr<const ReadPlan> its_plan, PollGrid its_grid, unsigned misses);

  bool has_work() const { return !reads().empty() || inspection; }
  // Offline, or never seen and already asked without an answer: only the probe budget lets it be asked.
  bool suspect() const { return health.suspect(); }
  bool answers() const { return health.seen() && !health.suspect(); }
  const Cycle& cycle() const { return cycle_; }
  // The present question.
  Request asking() const;
  const Read& present() const { return reads()[cycle_.next_read]; }

  // Chooses the rounds of the cycle that begins now, and its first read. False: there is nothing to read.
  bool begin(SteadyTime now);
  // Begins its cycle anew: what it has read is too old to be completed. False: there is nothing to read.
  bool restart(SteadyTime now);
  // A request is sent; true with the first one of its cycle.
  bool sent();
  // Whether its present request may be sent once more, after `retries` at most.
  bool repeat(unsigned retries);
  // Whether a request that its connection took along may be sent again: once a cycle.
  bool resend();

  // An answer of any kind came.
  void answered(SteadyTime now, Duration round_trip);
  // The answer is one to the present read.
  void read_answered(SteadyTime now, bool with_values);
  // Hands on the values of the present read.
  void take(std::span<const std::uint8_t> values, SampleSink& sink, SteadyTime now);
  // The present read was refused, and its parts are not asked either.
  void refused(std::string why_so);
  // The present read stays without an answer.
  void leave_out();
  // After the device refused the present read: asks its parts from now on. False when it has none.
  bool split(SteadyTime now);
  bool refuses_all() const { return empty_cycles_ > 0; }

  // Goes on to the next read of the cycle; false when that was the last one.
  bool go_on(SteadyTime now);
  // Every read of the cycle has been answered, refused or left out: hands on what is computed from them.
  void complete(SampleSink& sink, SteadyTime now);
  // Who it is and how it is set: whether it is to be asked at the end of this cycle. The next question leaves
  // it time for its next reading.
  bool inspect(SteadyTime now);
  // Forgets what the cycle that ended was at, and hands on what has passed since the last one.
  void rest(SampleSink& sink, SteadyTime now);

  const Assignment assignment;
  const std::uint8_t unit;
  const Duration timeout;  // for one answer
  const std::shared_ptr<const ReadPlan> plan;
  PollGrid grid;
  Health health;
  DeviceCounters counters;
  std::unique_ptr<Inspection> inspection;  // where the plan has one
  SteadyTime due{};                        // of the cycle under way, or the next one
  std::optional<SteadyTime> heard;
  std::string why;           // the last error; empty when all is well
  std::uint32_t place = 0;   // among the link's devices
  Device* behind = nullptr;  // in a queue (device_queue.hpp)

 private:
  const std::vector<Read>& reads() const { return own_reads_ ? *own_reads_ : plan->reads; }
  void forget_cycle();
  void pass_over(std::uint32_t reads_before);
  bool skip_idle(SteadyTime now);
  bool may_inspect(SteadyTime now);

  Cycle cycle_;
  std::vector<double> slots_;          // of the cycle: what values are computed from; NaN: not known
  std::vector<SteadyTime> round_due_;  // of the slower rounds: of round i + 1
  std::unique_ptr<std::vector<Read>> own_reads_;  // once they differ from its profile's
  SteadyTime split_at_{};                         // own reads are tried without again, now and then
  std::uint32_t empty_cycles_ = 0;                // in a row: every read of them was refused
  unsigned put_off_ = 0;                          // cycles that left an inspection no time
  UnansweredReads unanswered_;
  TrafficMeter traffic_;
};

}  // namespace gatewarden::modbus
