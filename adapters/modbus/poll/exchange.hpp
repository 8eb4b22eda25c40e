// Requests and answers over an open line: writes the requests that may leave, finds the request of each
// answer, gives up on late ones, and tells if the line is to blame.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "adapters/modbus/device/device_table.hpp"
#include "adapters/modbus/poll/held_units.hpp"
#include "adapters/modbus/poll/line.hpp"
#include "adapters/modbus/poll/line_doubts.hpp"
#include "adapters/modbus/poll/line_pauses.hpp"
#include "adapters/modbus/poll/link_counters.hpp"
#include "adapters/modbus/poll/poll_cycles.hpp"
#include "adapters/modbus/poll/requests.hpp"
#include "adapters/modbus/poll/turns.hpp"
#include "adapters/modbus/wire/framing.hpp"

namespace gatewarden::modbus {

class Exchange {
 public:
  // What a link lends; outlives it.
  struct Lent {
    const LinkSettings& settings;
    Clock& clock;
    Line& line;
    DeviceTable& devices;
    Turns& turns;
    HeldUnits& held;
    PollCycles& cycles;
    LinkCounters& counters;
  };
  // Why the line is useless.
  struct Loss {
    std::string why;
    bool at_fault;  // not closed in peace by the peer
  };

  // Calls `pause_over` when a request that had to wait for the line may leave.
  Exchange(Lent lent, std::function<void()> pause_over);

  // For a new connection. After opened(), the first request waits as the settings say.
  void reset();
  void opened(SteadyTime now);
  // Writes the requests that may leave to `out`; returns their length.
  std::size_t ask(std::span<std::uint8_t> out, SteadyTime now);
  std::optional<Loss> received(std::span<const std::uint8_t> bytes, SteadyTime now);
  // Ends requests past their deadline.
  std::optional<Loss> expire(SteadyTime now);

  bool idle() const { return requests_.empty(); }
  SteadyTime next_deadline() const { return requests_.next_deadline(); }
  // Has `pause_over` called if only the line keeps somebody waiting.
  void await_pause(SteadyTime now);
  // Ends all requests unanswered, the youngest first; hands each to `then`.
  template <class Then>
  void end_all(SteadyTime now, Then then) {
    while (const PendingRequest* youngest = requests_.youngest()) then(end(*youngest, true, now));
  }
  // The device is no longer assigned.
  void drop(const Device& device, SteadyTime now);
  void stop() { pauses_.stop(); }

 private:
  std::size_t ask_one(Device& device, std::span<std::uint8_t> out, SteadyTime now);
  PendingRequest* asked_for(const Frame& frame);
  void take(const Frame& frame, SteadyTime now);
  void take_answer(PendingRequest& asked, const Frame& frame, SteadyTime now);
  void take_unsolicited(const Frame& frame, SteadyTime now);
  void take_late(const GivenUpRequest& asked, const Frame& frame, SteadyTime now);
  void note_other_id(const Frame& frame, bool late);
  void note_damage(PendingRequest& asked, SteadyTime now) const;
  void count_time_out(const PendingRequest& asked, SteadyTime now);
  void doubt_line(const Device& device, bool unfit);
  std::optional<Loss> dead_line() const;
  PendingRequest end(const PendingRequest& request, bool unanswered, SteadyTime now);

  Lent lent_;
  std::unique_ptr<Framing> framing_;
  Requests requests_;
  LineDoubts doubts_;
  LinePauses pauses_;
};

}  // namespace gatewarden::modbus
