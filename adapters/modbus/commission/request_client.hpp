// Sends one request at a time over a line, for `probe` and `scan`. Opens the line on demand, keeps the pauses
// of the settings, repeats requests whose answer is missing or damaged, and opens a line again that the peer
// closed (line_attempts.hpp). Reads only, as Request does.
//
// One thread; never blocks. Must not be destroyed in its callbacks.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/modbus/commission/answer.hpp"
#include "adapters/modbus/commission/given_up_requests.hpp"
#include "adapters/modbus/commission/line_attempts.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/transport/stream.hpp"
#include "adapters/modbus/wire/framing.hpp"
#include "adapters/modbus/wire/line_pace.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class RequestClient final : private StreamListener {
 public:
  using Done = std::function<void(const Answer&)>;
  using Late = std::function<void(std::uint8_t unit, Duration after)>;

  // Uses of the settings: RTU or not, the serial line, `timeout` (on a serial line besides the bytes' own
  // time), `connect_timeout` and the pauses. The clock outlives it.
  RequestClient(std::unique_ptr<Stream> stream, const LinkSettings& settings, Clock& clock);
  ~RequestClient();

  // One at a time: the next from `done` or later. `repeats`: if the answer is missing or damaged.
  void ask(std::uint8_t unit, const Request& request, unsigned repeats, Done done);
  // Closes the line, forgets the request.
  void stop();

  // Called for answers to requests given up: the unit is alive but slow.
  void on_late(Late late) { late_ = std::move(late); }
  Duration timeout() const { return settings_.timeout; }
  void timeout(Duration timeout);
  std::string endpoint() const { return stream_->endpoint(); }

 private:
  enum class Line : std::uint8_t { closed, opening, open, waiting };
  // An unfinished request.
  struct Pending {
    std::uint8_t unit;
    Request request;
    unsigned repeats;
    bool hung_up_on = false;
    Done done;
  };
  // Its last transmission.
  struct InFlight {
    SentRequest request;
    SteadyTime deadline;
    bool damaged = false;
    std::string came;  // in words, instead of the answer
    bool misnumbered = false;
  };

  void opened() override;
  void received(std::span<const std::uint8_t> bytes) override;
  void closed(const Trouble& trouble) override;

  void woken();
  void pump();
  void open_line();
  void send(SteadyTime now);
  bool is_answer(const Frame& frame) const;
  void take(const Frame& frame, SteadyTime now);
  void take_unsolicited(const Frame& frame, SteadyTime now);
  void take_late(const SentRequest& request, SteadyTime now);
  void take_answer(const Frame& frame, SteadyTime now);
  void expire();
  void line_failed(const Trouble& trouble);
  void hung_up(const Trouble& trouble);
  void wait_for_line();
  void finish(const Answer& answer);
  std::string silence_text() const;
  Duration time_on_line(std::size_t bytes) const;

  std::unique_ptr<Stream> stream_;
  LinkSettings settings_;
  Clock& clock_;
  std::unique_ptr<Timer> timer_;  // one wait at a time
  std::unique_ptr<Framing> framing_;
  LinePace pace_;
  Late late_;

  Line line_ = Line::closed;
  LineAttempts attempts_;
  SteadyTime not_before_ = SteadyTime::min();
  bool handling_ = false;  // frames or a loss: requests made meanwhile leave afterwards
  std::optional<Pending> pending_;
  std::optional<InFlight> in_flight_;
  GivenUpRequests given_up_;
  std::uint16_t last_id_ = 0;
};

}  // namespace gatewarden::modbus
