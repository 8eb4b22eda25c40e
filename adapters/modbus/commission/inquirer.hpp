// Asks one question at a time over a line and says what became of it: for people who want to know what is
// there (`probe`, `scan`), where a link of the gateway polls. It opens the line when there is something to
// ask, rests between requests as the settings say, repeats what is unanswered or damaged, and opens a line
// that the other side has closed again, with growing pauses and not for ever. Reading only, as Request is.
//
// One thread; nothing here waits. Not to be destroyed from inside one of its callbacks.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/modbus/identity/dialogue.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/transport/stream.hpp"
#include "adapters/modbus/wire/framing.hpp"
#include "adapters/modbus/wire/line_pace.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

// What became of a question.
struct Answer {
  enum class Kind : std::uint8_t {
    answered,   // see `response`: values, an exception, or what makes no sense
    damaged,    // an answer with a wrong checksum, and no better one
    silent,     // nothing that fits, in time
    hung_up,    // the other side closed the connection over this question, twice
    line_lost,  // the line cannot be opened, or not any more: nothing else will be answered either
  };
  Kind kind = Kind::silent;
  Response response;       // its values are lent for the duration of the call
  Duration round_trip{};   // of what was answered
  std::size_t strays = 0;  // bytes that came and are no answer: noise, another speed, another protocol
  std::string why;         // in words, where there are no values

  bool has_values() const { return kind == Kind::answered && response.kind == Response::Kind::values; }
  bool is_exception() const { return kind == Kind::answered && response.kind == Response::Kind::exception; }
};

class Inquirer final : private StreamListener {
 public:
  using Done = std::function<void(const Answer&)>;
  using Late = std::function<void(std::uint8_t unit, Duration after)>;

  // Of the settings: RTU or not, the serial line, `timeout` (on a serial line besides the time the bytes
  // need), `connect_timeout` and the pauses. The clock outlives it.
  Inquirer(std::unique_ptr<Stream> stream, const LinkSettings& settings, Clock& clock);
  ~Inquirer();

  // One at a time: the next from `done` or after it. `repeats` of what stays unanswered or comes damaged.
  void ask(std::uint8_t unit, const Request& request, unsigned repeats, Done done);
  // Carries the dialogue to its end, or until the line is lost; `done` hears the last
  // answer. The dialogue outlives it.
  void converse(std::uint8_t unit, Dialogue& dialogue, unsigned repeats, const Done& done);
  // Closes the line and forgets the question.
  void stop();

  // Told of answers that came after their question was given up: that unit lives, and is slow.
  void on_late(Late late) { late_ = std::move(late); }
  Duration timeout() const { return settings_.timeout; }
  void timeout(Duration timeout) { settings_.timeout = timeout; }
  std::string endpoint() const { return stream_->endpoint(); }

 private:
  enum class Line : std::uint8_t { closed, opening, open, waiting };
  struct Wanted {
    std::uint8_t unit;
    Request request;
    unsigned repeats;
    bool hung_up_on = false;
    Done done;
  };
  struct Asked {
    std::uint16_t id = 0;
    std::uint8_t unit = 0;
    SteadyTime sent;
    SteadyTime deadline;
    bool damaged = false;
    std::string misfit;  // what came and is no answer
  };

  // RTU has no ids: while an answer to this may come, the unit is not asked anything else.
  struct Owed {
    std::uint8_t unit = 0;
    Request request;
    SteadyTime until = SteadyTime::min();
  };

  void opened() override;
  void received(std::span<const std::uint8_t> bytes) override;
  void closed(const Trouble& trouble) override;

  void woken();
  void pump();
  void open_line();
  void send(SteadyTime now);
  void settle(const Frame& frame, SteadyTime now);
  void unexpected(const Frame& frame, SteadyTime now);
  void expire();
  void line_failed(const std::string& why);
  void hung_up(const std::string& why);
  void wait_for_line();
  void finish(const Answer& answer);
  std::string silence_of(const Asked& asked) const;
  Duration time_on_line(std::size_t bytes) const;

  std::unique_ptr<Stream> stream_;
  LinkSettings settings_;
  Clock& clock_;
  std::unique_ptr<Timer> timer_;  // of whatever is waited for: there is one thing at a time
  std::unique_ptr<Framing> framing_;
  LinePace pace_;
  Late late_;

  Line line_ = Line::closed;
  bool ever_open_ = false;
  bool ever_answered_ = false;
  bool inside_ = false;    // while frames are taken: what is asked meanwhile leaves afterwards
  unsigned failures_ = 0;  // to open it, in a row
  unsigned losses_ = 0;    // of an open line, in a row without an answer
  SteadyTime not_before_ = SteadyTime::min();
  std::optional<Wanted> wanted_;
  std::optional<Asked> asked_;
  std::array<Asked, 8> given_up_{};  // the last ones, for late answers
  std::size_t next_given_up_ = 0;
  Owed owed_;
  std::uint16_t last_id_ = 0;
};

}  // namespace gatewarden::modbus
