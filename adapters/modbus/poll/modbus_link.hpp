// One wire, one queue: a connection or serial line and the units behind it. Units are served in turn; a
// silent one costs the others at most ProbeBudget::kShare of the line once it is known to be silent.
//
// Woken by the tick, it gathers what is due and sends it at once; while work is waiting, the next request
// leaves when an answer comes, or after the line's silence (line_pauses.hpp). The connection is opened when
// there is something to ask, and kept (or not: close_after_poll). Every value goes straight to the sink; only
// turns are queued. One thread: the loop's.
//
// This class conducts; its parts decide: whose turn it is (turns.hpp), what is under way and what an answer
// belongs to (exchange.hpp), what follows from it (poll_cycles.hpp), how the line is (line.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "adapters/modbus/device/device_table.hpp"
#include "adapters/modbus/poll/device_maker.hpp"
#include "adapters/modbus/poll/exchange.hpp"
#include "adapters/modbus/poll/held_units.hpp"
#include "adapters/modbus/poll/line.hpp"
#include "adapters/modbus/poll/link_counters.hpp"
#include "adapters/modbus/poll/link_view.hpp"
#include "adapters/modbus/poll/poll_cycles.hpp"
#include "adapters/modbus/poll/tick_timer.hpp"
#include "adapters/modbus/poll/turns.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/transport/stream.hpp"
#include "gateway/sample/link.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::modbus {

struct MasterParts;

class ModbusLink final : public Link, private StreamListener, private TickTimer::Waiter {
 public:
  // `parts` and `sink` outlive the link. Speaks over `stream`, in the framing of `settings`.
  ModbusLink(std::string name, LinkSettings settings, SampleSink& sink, MasterParts& parts,
             std::unique_ptr<Stream> stream);
  ~ModbusLink() override;

  void start() override;
  void stop() override;
  void assign(std::vector<Assignment> devices) override;
  LinkSnapshot snapshot() const override;
  DeviceSnapshot device(DeviceId device) const override;

 private:
  using Phase = LineState::Phase;

  // From the loop.
  void woken(SteadyTime now) override;
  void opened() override;
  void received(std::span<const std::uint8_t> bytes) override;
  void closed(const Trouble& trouble) override;

  void run(SteadyTime now);
  void send(SteadyTime now);
  void sleep(SteadyTime now);
  void line_lost(const Exchange::Loss& loss, SteadyTime now);
  void line_failed(const std::string& why, SteadyTime now);
  void begin_anew(SteadyTime now);
  LinkView view() const;

  std::string name_;
  LinkSettings settings_;
  MasterParts& parts_;
  LinkCounters counters_;
  DeviceMaker maker_;
  DeviceTable devices_;
  Turns turns_;
  HeldUnits held_;
  Line line_;
  PollCycles cycles_;
  Exchange exchange_;
};

}  // namespace gatewarden::modbus
