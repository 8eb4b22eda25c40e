// One device of a link: its readings, its health and its counters.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "adapters/modbus/device/device_counters.hpp"
#include "adapters/modbus/device/health.hpp"
#include "adapters/modbus/device/lasting_trouble.hpp"
#include "adapters/modbus/device/paced_inspection.hpp"
#include "adapters/modbus/device/poll_grid.hpp"
#include "adapters/modbus/device/reading_cycle.hpp"
#include "adapters/modbus/device/traffic.hpp"
#include "adapters/modbus/plan/read_plan.hpp"
#include "gateway/base/allowance.hpp"
#include "gateway/sample/assignment.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::modbus {

class Device {
 public:
  // What it took of the link's budget of log lines: a changed identity is told, however often the state changes. And
  // what was told of reads in vain and late answers.
  struct LogLines {
    Allowance states{}, changes{};
    LastingTrouble refusal, lateness;
  };

  // `misses` unanswered requests in a row make it offline. `inspection`: null if there is none.
  Device(Assignment its_assignment, std::uint8_t its_unit, Duration its_timeout,
         std::shared_ptr<const ReadPlan> plan, PollGrid its_grid, unsigned misses,
         std::unique_ptr<Inspection> inspection);

  const ReadingCycle& cycle() const { return cycle_; }
  const Health& health() const { return health_; }
  // Null if there is none.
  const Inspection* inspection() const { return inspection_.get(); }
  const std::string& why() const { return why_; }  // the last error; empty when all is well
  std::optional<SteadyTime> last_heard() const { return heard_; }

  bool has_work() const { return cycle_.has_reads() || inspection(); }
  // Between two answers of a device in order: three periods, or one and what others may keep the line for.
  // One whose answers come late is asked once a `probe_round` of the suspect.
  Duration longest_silence(Duration line_busy, Duration probe_round = {}) const;
  // Asked within the probe budget only (health.hpp).
  bool suspect() const { return health_.suspect(); }
  // The present request.
  Request asking() const;

  // Steps of the cycle (reading_cycle.hpp).
  bool begin(SteadyTime now) { return cycle_.begin(now, grid.period() / 2, suspect()); }
  bool sent() { return cycle_.sent(); }
  bool repeat(unsigned retries) { return cycle_.repeat(retries); }
  bool resend() { return cycle_.resend(); }
  bool split(SteadyTime now) { return cycle_.split(now); }
  bool blame(SteadyTime now) { return cycle_.blame(now, grid.period()); }
  bool ask_control(SteadyTime now) { return cycle_.ask_control(now); }
  void leave_out() { cycle_.leave_out(); }
  bool go_on(SteadyTime now) { return cycle_.go_on(now); }
  // Begins the cycle anew, if what it has read is too old. False: nothing to read.
  bool restart(SteadyTime now);
  // The cycle is over: hands on the traffic since the last one.
  void rest(SampleSink& sink, SteadyTime now);

  // The present request got any answer.
  void answered(SteadyTime now, Duration round_trip);
  // A request given up got its answer, `after` so long.
  void answered_late(SteadyTime now, Duration after);
  // The present read got no usable answer. Drops an inspection under way.
  void missed(std::string why);
  void read_answered(SteadyTime now, bool with_values) {
    cycle_.read_answered(now, with_values, grid.period());
  }
  // Hands on the present read's values. How many.
  std::uint64_t take(std::span<const std::uint8_t> values, SampleSink& sink, SteadyTime now);
  // The present read brings nothing in this cycle (reading_cycle.hpp).
  void refused(std::string why);
  // After the last read: hands on what is computed from all. How many values.
  std::uint64_t complete(SampleSink& sink, SteadyTime now);

  // Whether an inspection asks next.
  bool inspect(SteadyTime now);
  // Empty: no answer to the inspection's request.
  Inspection::Conclusion inspected(const std::optional<Response>& response, SampleSink& sink, SteadyTime now);

  const Assignment assignment;
  const std::uint8_t unit;
  const Duration timeout;  // for one answer
  const PollGrid grid;
  DeviceCounters counters;
  LogLines lines;
  SteadyTime due{};          // of this cycle, or the next (turns.hpp)
  std::uint32_t place = 0;   // in the link's list (device_table.hpp)
  Device* behind = nullptr;  // in a queue (device_queue.hpp)

 private:
  ReadingCycle cycle_;
  Health health_;
  PacedInspection inspection_;
  std::optional<SteadyTime> heard_;
  std::string why_;
  TrafficMeter traffic_;
};

}  // namespace gatewarden::modbus
