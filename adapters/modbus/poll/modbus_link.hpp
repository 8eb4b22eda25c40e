// One connection or serial line with the units behind it. Units take turns; known silent ones cost the others
// at most ProbeBudget::kShare of the line.
//
// Woken by the tick, it sends what is due at once; while work waits, the next request leaves with an answer
// or after the line's silence (line_pauses.hpp). The connection is opened on demand and kept, unless
// close_after_poll. Values go straight to the sink; only turns are queued. One thread: the loop's.
//
// This class conducts; its parts decide: whose turn it is (turns.hpp), what an answer belongs to
// (exchange.hpp), what follows from it (poll_cycles.hpp), how the line is (line.hpp).
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
#include "gateway/sample/link_budget.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::modbus {

struct MasterParts;

class ModbusLink final : public Link, private StreamListener, private TickTimer::Waiter {
 public:
  // `parts` and `sink` outlive it. Speaks over `stream`, in the framing of `settings`.
  ModbusLink(std::string name, LinkSettings settings, SampleSink& sink, MasterParts& parts,
             std::unique_ptr<Stream> stream);
  ~ModbusLink() override;

  void start() override;
  void stop() override;
  void assign(std::vector<Assignment> devices) override;
  void release(DeviceId device) override;
  LinkSnapshot snapshot() const override;
  std::uint64_t samples() const override { return counters_.samples; }
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
  void let_go(const Device& gone, SteadyTime now);
  void announce_silence();
  LinkView view() const;

  std::string name_;
  LinkSettings settings_;
  SampleSink& sink_;
  MasterParts& parts_;
  LinkCounters counters_;
  LinkBudget budget_;
  DeviceMaker maker_;
  DeviceTable devices_;
  Turns turns_;
  HeldUnits held_;
  Line line_;
  PollCycles cycles_;
  Exchange exchange_;
};

}  // namespace gatewarden::modbus
