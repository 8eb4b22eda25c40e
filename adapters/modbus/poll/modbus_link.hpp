// One wire, one queue: a connection or serial line and the units behind it. Units are served in turn; a
// silent one costs the others at most ProbeBudget::kShare of the line once it is known to be silent.
//
// Woken by the tick, it gathers what is due and sends it at once; while work is waiting, the next
// request leaves when an answer comes, or after the line's silence (line_pace.hpp), which has a timer of its
// own. RTU carries one request at a time and no transaction ids, so a unit that was given up on is left alone
// for one more time-out: an answer that is only late then finds nobody waiting. The connection is opened when
// there is something to ask, and kept (or not: close_after_poll). Every value goes straight to the sink;
// nothing is queued but turns. One thread: the loop's.
#pragma once

#include <bitset>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/modbus/poll/device.hpp"
#include "adapters/modbus/poll/tick_timer.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/transport/stream.hpp"
#include "adapters/modbus/wire/framing.hpp"
#include "adapters/modbus/wire/line_pace.hpp"
#include "gateway/base/backoff.hpp"
#include "gateway/base/lateness.hpp"
#include "gateway/sample/link.hpp"

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
  enum class Line : std::uint8_t { stopped, closed, opening, open, waiting };
  enum class Said : std::uint8_t { nothing, answers, lost };  // what the log last said of the line
  struct Transaction {
    std::uint16_t id;
    Device* device;
    SteadyTime sent;
    SteadyTime deadline;
    bool probe;
    bool damaged = false;                    // an answer came whose checksum is wrong
    const char* misfit = nullptr;            // an answer came that does not fit; the right one may still come
    std::optional<std::uint8_t> impostor{};  // another unit answered in its place
  };
  struct Due {
    SteadyTime at;
    Device* device;
    // The heap's top is the earliest, of those the first in the fleet file.
    bool operator<(const Due& other) const {
      return at != other.at ? at > other.at : device->place > other.device->place;
    }
  };
  struct LinkCounters {
    std::uint64_t connects = 0, failures = 0;  // opened, could not be opened
    std::uint64_t losses = 0;                  // broken, or closed by the other side under a request
    std::uint64_t sent_bytes = 0, received_bytes = 0;
    std::uint64_t foreign = 0;                        // answers nobody asked for
    std::uint64_t gone_samples = 0, gone_errors = 0;  // of devices no longer assigned
    // How late cycles begin after their time on the grid: below 1 ms, 2 ms, ... above 1 h.
    Lateness<1, 24> start_delay;
  };

  // From the loop.
  void woken(SteadyTime now) override;
  void opened() override;
  void received(std::span<const std::uint8_t> bytes) override;
  void closed(const Trouble& trouble) override;

  // Turns (modbus_link.cpp).
  std::unique_ptr<Device> admit(Assignment assignment, std::size_t place, std::size_t of, SteadyTime now);
  void enqueue(Device& device, SteadyTime at);
  void gather(SteadyTime now);
  void pump(SteadyTime now);
  std::size_t ask(Device& device, std::span<std::uint8_t> out, SteadyTime now);
  void next_id();
  void begin_anew(SteadyTime now);
  void inspect_or_finish(Device& device, SteadyTime now);
  void count_start_delay(Device& device, SteadyTime now);
  bool work_waiting(SteadyTime now) const;
  void sleep(SteadyTime now);
  void drop(Device& device);

  // Answers (modbus_link_answers.cpp).
  void settle(const Frame& frame, SteadyTime now);
  void unexpected(const Frame& frame);
  void answered(Device& device, const Transaction& asked, SteadyTime now);
  bool refused(Device& device, std::uint8_t code, const Read& read, SteadyTime now);
  void collect(Device& device, const Read& read, std::span<const std::uint8_t> values, SteadyTime now);
  void line_answered();
  void advance(Device& device, SteadyTime now);
  void fail(Device& device, SteadyTime now, std::string why);
  void finish(Device& device, SteadyTime now);
  void expire(SteadyTime now);
  Transaction release(std::size_t index, bool in_vain, SteadyTime now);

  // Who a unit is and how it is set (modbus_link_inspection.cpp).
  std::unique_ptr<Inspection> inspection_of(const Assignment& assignment, std::uint8_t unit,
                                            const ReadPlan& plan) const;
  static bool may_inspect(Device& device, SteadyTime now);
  void inspected(Device& device, const std::optional<Response>& response, SteadyTime now);

  void say_changed(Device& device, const Inspection::Change& change);

  // Rest and doubt (modbus_link_pace.cpp).
  Device* take_next(SteadyTime now);
  bool may_ask(Device& device, SteadyTime now);
  void rest();
  void postpone(Device& device);
  void quiet(std::uint8_t unit, SteadyTime until);
  SteadyTime quiet_until(std::uint8_t unit) const;
  void settle_damaged(Transaction& asked, SteadyTime now);
  std::string silence_of(const Transaction& asked) const;

  // The line (modbus_link_line.cpp).
  void open_line(SteadyTime now);
  void close_line();
  void line_lost(const std::string& why, bool at_fault, SteadyTime now);
  void opening_takes_long(SteadyTime now);
  void wait_for_line(const std::string& why, SteadyTime now);
  void mourn(const std::string& why);
  void revive_doubtful(SteadyTime now);
  unsigned silence_limit() const;
  bool line_seems_dead() const;
  void count_silence(const Transaction& asked);
  void heard_something();

  std::string endpoint() const { return stream_->endpoint(); }

  std::string name_;
  LinkSettings settings_;
  SampleSink& sink_;
  MasterParts& parts_;
  std::unique_ptr<Stream> stream_;
  double phase_;  // [0, 1): where in the period its units are read

  std::unordered_map<std::uint32_t, std::unique_ptr<Device>> devices_;  // by DeviceId
  std::vector<Due> due_;                   // a heap; devices that wait for their time
  DeviceQueue ready_;                      // whose time has come
  DeviceQueue probes_;                     // the same, doubtful
  std::vector<Transaction> transactions_;  // under way, at most settings_.outstanding
  std::bitset<256> busy_;                  // units with a request under way
  ProbeBudget budget_;
  SteadyTime known_first_until_ = SteadyTime::min();  // devices that have answered before go first

  Line line_ = Line::stopped;
  SteadyTime line_deadline_{};  // of opening, or the end of waiting
  LinePace pace_;
  // RTU: units that were given up on, and until when a late answer of theirs could be taken for another's.
  std::vector<std::pair<std::uint8_t, SteadyTime>> quiet_;
  SteadyTime not_before_ = SteadyTime::min();  // the next request, as far as is known
  std::unique_ptr<Timer> rest_;                // wakes at not_before_; only where there are pauses
  SteadyTime rest_until_ = SteadyTime::min();  // what it is armed for
  std::unique_ptr<Framing> framing_;
  std::unique_ptr<Backoff> backoff_;  // only after a failure: it is large
  std::uint16_t last_id_ = 0;
  std::uint32_t silence_ = 0;                // time-outs since the last frame
  std::bitset<256> silent_;                  // whose
  unsigned units_ = 0;                       // different unit ids of its devices
  std::optional<std::uint8_t> given_up_on_;  // the unit of the last time-out, until a frame comes
  std::uint32_t nonsense_ = 0;               // unexpected frames since the last expected one
  bool heard_ = false;                       // an answer came over this connection
  Said said_ = Said::nothing;
  std::string why_;  // the last failure of the line; empty once it answers
  LinkCounters counters_;
};

}  // namespace gatewarden::modbus
