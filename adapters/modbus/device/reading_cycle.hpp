// A device's cycle: which reads it asks, its progress, and what it keeps for the next cycle. Allocates only
// when a read is refused or unanswered. Pure.
//
// A merged read that fails in any way is asked in parts: at once if it is refused for good, else when it failed
// twice in a row while the unit answered something else. A unit that answers nothing is probed with one value
// of it in turn: a dead unit costs as many requests as ever.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "adapters/modbus/device/unanswered_reads.hpp"
#include "adapters/modbus/plan/read_plan.hpp"
#include "adapters/modbus/plan/read_result.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::modbus {

class ReadingCycle {
 public:
  static constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

  explicit ReadingCycle(std::shared_ptr<const ReadPlan> plan);

  const ReadPlan& plan() const { return *plan_; }
  bool has_reads() const { return !reads().empty(); }
  const Read& present() const { return now_.asks_control() ? now_.control : reads()[now_.next_read]; }
  bool begun() const { return now_.begun; }            // its first request has been sent
  bool inspecting() const { return now_.inspecting; }  // its reads are over
  bool incomplete() const { return now_.incomplete; }  // a read was refused, left out or passed over
  bool answered() const { return now_.answered; }      // a read or a control was, if only by an exception
  // The present read failed before while the unit lived, so its failure says little of the unit.
  bool failed_before() const { return !now_.asks_control() && unanswered_.failed_before(present().range); }
  // Cycles in a row, up to the latest complete one, in which the unit answered, but no read with values.
  std::uint32_t empty_cycles() const { return empty_cycles_; }

  // Chooses the rounds due within `early` (more than the grid's jitter, which must not delay a slow round by
  // a cycle) and the first read. `probe`: the device may be gone. False: nothing to read.
  bool begin(SteadyTime now, Duration early, bool probe);
  // True for the first request of the cycle.
  bool sent();
  // Whether the present request may be sent again, at most `retries` times.
  bool repeat(unsigned retries);
  // The present request got any answer.
  void heard() { now_.repeats = 0; }
  // Whether a request lost with its connection may be sent again; once a cycle.
  bool resend();

  // The present read or control was, with values or an exception.
  void read_answered(SteadyTime now, bool with_values, Duration period);
  // `first`: the device's first point.
  ReadResult take(std::span<const std::uint8_t> values, PointId first, SampleSink& sink, SteadyTime now);
  // The present read brings nothing in this cycle: it was refused, or is unanswered as before.
  void refused() { now_.incomplete = true; }
  // The present read stays unanswered.
  void leave_out();
  // Divides the present read, which failed, for later cycles too. False: it has no parts, or is a control.
  bool split(SteadyTime now);
  // The present read was left out, and the unit lives. True: it was to blame and is divided.
  bool blame(SteadyTime now, Duration period);
  // Asks for one value to see whether the unit lives, once a cycle: of the present read or, if none with parts is
  // left, of one that is not due. False: there is none.
  bool ask_control(SteadyTime now);

  // To the next read; false after the last one.
  bool go_on(SteadyTime now);
  // After the last read: hands on what is computed from all.
  ReadResult complete(PointId first, SampleSink& sink, SteadyTime now);
  // The reads are over.
  void inspect(bool is_due);
  void forget();

 private:
  // Forgotten with the cycle.
  struct Progress {
    Rounds rounds = 1;            // which are read
    Rounds failed = 0;            // those with an unanswered read
    std::uint32_t next_read = 0;  // the present one
    std::uint8_t repeats = 0;     // of the present request
    bool begun = false;
    bool inspecting = false;
    bool incomplete = false;
    bool answered = false;
    bool got_values = false;  // of a read: not exceptions or a control alone
    bool resent = false;      // not by the device's fault
    bool controlled = false;  // a control was asked
    Read control;             // the present read if it has a count; its values are not used

    bool asks_control() const { return control.count > 0; }
  };

  const std::vector<Read>& reads() const { return own_reads_ ? *own_reads_ : plan_->reads; }
  void begin_probe(SteadyTime now);
  bool divide(SteadyTime now);
  bool skip_idle(SteadyTime now);

  std::shared_ptr<const ReadPlan> plan_;
  Progress now_;
  std::uint32_t empty_cycles_ = 0;
  std::vector<double> slots_;                     // operands of this cycle; NaN: unknown
  std::vector<SteadyTime> round_due_;             // of round i + 1
  std::unique_ptr<std::vector<Read>> own_reads_;  // once they differ from the plan's
  SteadyTime split_at_{};                         // when they first did
  std::uint32_t controls_ = 0;                    // asked so far: each time another value
  bool probed_part_ = false;                      // by the last probe
  UnansweredReads unanswered_;
};

}  // namespace gatewarden::modbus
