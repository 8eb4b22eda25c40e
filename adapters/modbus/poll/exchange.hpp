// Requests and answers over an open line: writes what may be asked now, finds the request of each answer,
// gives up on what takes too long, and tells when the line itself is to blame.
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
  // What a link lends to it; outlives it.
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
  // Why the line is of no more use.
  struct Loss {
    std::string why;
    bool at_fault;  // not closed in peace by the other side
  };

  // Calls `pause_over` when a request may leave that had to wait for the line.
  Exchange(Lent lent, std::function<void()> pause_over);

  // For a new connection; the first request leaves it some time.
  void reset();
  void opened(SteadyTime now);
  // Writes the requests that may leave now to the front of `out` and returns their length.
  std::size_t ask(std::span<std::uint8_t> out, SteadyTime now);
  std::optional<Loss> received(std::span<const std::uint8_t> bytes, SteadyTime now);
  // Requests whose time is over.
  std::optional<Loss> expire(SteadyTime now);

  bool idle() const { return requests_.empty(); }
  SteadyTime next_deadline() const { return requests_.next_deadline(); }
  // Has `pause_over` called where it is the line alone that somebody waits for.
  void await_pause(SteadyTime now);
  // Ends all requests without an answer, the youngest first; each is handed to `then`.
  template <class Then>
  void end_all(SteadyTime now, Then then) {
    while (const PendingRequest* youngest = requests_.youngest()) then(end(*youngest, true, now));
  }
  // The device is not assigned any more.
  void drop(const Device& device, SteadyTime now);
  void stop() { pauses_.stop(); }

 private:
  std::size_t ask_one(Device& device, std::span<std::uint8_t> out, SteadyTime now);
  void take(const Frame& frame, SteadyTime now);
  void take_unsolicited(const Frame& frame);
  void note_damage(PendingRequest& asked, SteadyTime now) const;
  void count_time_out(Device& device, SteadyTime now);
  PendingRequest end(const PendingRequest& request, bool unanswered, SteadyTime now);

  Lent lent_;
  std::unique_ptr<Framing> framing_;
  Requests requests_;
  LineDoubts doubts_;
  LinePauses pauses_;
};

}  // namespace gatewarden::modbus
