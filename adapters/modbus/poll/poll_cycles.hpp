// The cycles of a link's devices: what follows from an answer, or from none. Values go to the sink; a device
// with more to ask joins the turns, one that is done waits for the grid.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/modbus/device/device.hpp"
#include "adapters/modbus/poll/held_units.hpp"
#include "adapters/modbus/poll/link_counters.hpp"
#include "adapters/modbus/poll/turns.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "gateway/sample/link_budget.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::modbus {

struct MasterParts;

class PollCycles {
 public:
  // What a link lends; outlives them.
  struct Lent {
    const std::string& link;  // its name
    const LinkSettings& settings;
    SampleSink& sink;
    MasterParts& parts;
    Turns& turns;
    const HeldUnits& held;
    LinkBudget& budget;  // of log lines
    LinkCounters& counters;
  };
  explicit PollCycles(Lent lent) : lent_(lent) {}

  // What others may keep the line for.
  void line_busy(Duration longest) { line_busy_ = longest; }
  // Due devices join the turns.
  void gather(SteadyTime now);
  // The device itself answered, with values or an exception.
  void answered(Device& device, const Response& response, Duration round_trip, SteadyTime now);
  // It answered a request given up, `after` so long. That is a sign of life, and no reading: the values may be as old as
  // the request. `probe_round`: in which the suspect are asked once.
  void answered_late(Device& device, Duration after, Duration probe_round, SteadyTime now);
  // No usable answer. A living device is asked again in its turn, `retries` times. `begins_anew`: the line is
  // lost, and the cycle with it.
  void failed(Device& device, std::string why, SteadyTime now, bool begins_anew = false);
  // Ends the cycle; the next begins on the grid, or as a probe.
  void finish(Device& device, SteadyTime now);

 private:
  static std::string gap_text(const Device& device);
  void refused(Device& device, std::uint8_t code, SteadyTime now);
  void missed(Device& device, std::string why, SteadyTime now);
  unsigned silent_after(
      const Device& device) const;  // so many requests in a row that brought no sign of life
  bool doubt(Device& device, SteadyTime now);
  void go_on_without(Device& device, bool known, SteadyTime now);
  void log_split(Device& device, const Range& range, const std::string& why, SteadyTime now);
  void advance(Device& device, SteadyTime now);
  void inspect_or_finish(Device& device, SteadyTime now);
  void inspected(Device& device, const std::optional<Response>& response, SteadyTime now);
  void log_refusals(Device& device, unsigned empty_before, SteadyTime now);
  void log_lasting(Device& device, SteadyTime now);
  void log_lateness(Device& device, bool late, SteadyTime now);
  void log_in_vain(Device& device, std::string_view event, SteadyTime now);
  void log_again(Device& device, std::string_view event, SteadyTime now);
  void log_change(Device& device, const Inspection::Change& change, SteadyTime now);
  // A device that flaps has its lines, and no more.
  bool says(Device& device, SteadyTime now) { return lent_.budget.says(device.lines.states, now); }

  Lent lent_;
  Duration line_busy_{};
};

}  // namespace gatewarden::modbus
