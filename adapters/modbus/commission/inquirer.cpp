#include "adapters/modbus/commission/inquirer.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "adapters/modbus/transport/framing_for.hpp"
#include "adapters/modbus/wire/rtu.hpp"
#include "gateway/base/duration_text.hpp"

namespace gatewarden::modbus {
namespace {

std::string exception_text(const Request& asked, std::uint8_t code) {
  return "exception " + std::to_string(code) + " (" + std::string(exception_name(code)) + ") to " +
         to_string(asked);
}

}  // namespace

Inquirer::Inquirer(std::unique_ptr<Stream> stream, const LinkSettings& settings, Clock& clock)
    : stream_(std::move(stream)),
      settings_(settings),
      clock_(clock),
      timer_(clock.timer([this] { woken(); })),
      framing_(framing_for(settings)),
      pace_(settings.pauses()) {}

Inquirer::~Inquirer() { stop(); }

void Inquirer::stop() {
  stream_->close();
  timer_->cancel();
  line_ = Line::closed;
  wanted_.reset();
  asked_.reset();
}

void Inquirer::ask(std::uint8_t unit, const Request& request, unsigned repeats, Done done) {
  assert(!wanted_ && "one question at a time");
  wanted_.emplace(Wanted{unit, request, repeats, false, std::move(done)});
  if (!inside_) pump();
}

void Inquirer::converse(std::uint8_t unit, Dialogue& dialogue, unsigned repeats, const Done& done) {
  const auto question = dialogue.next();
  assert(question && "a dialogue begins with a question");
  ask(unit, *question, repeats, [this, unit, &dialogue, repeats, done](const Answer& answer) {
    if (answer.kind == Answer::Kind::line_lost) return done(answer);
    answer.kind == Answer::Kind::answered ? dialogue.answered(answer.response) : dialogue.unanswered();
    dialogue.next() ? converse(unit, dialogue, repeats, done) : done(answer);
  });
}

void Inquirer::woken() {
  switch (line_) {
    case Line::opening:
      stream_->close();
      return line_failed("no connection within " + to_text(settings_.connect_timeout));
    case Line::waiting:
      line_ = Line::closed;
      break;
    case Line::open:
      if (asked_ && clock_.now() >= asked_->deadline) return expire();
      break;
    case Line::closed:
      break;
  }
  pump();
}

void Inquirer::pump() {
  if (!wanted_ || asked_) return;
  if (line_ == Line::closed) return open_line();
  if (line_ != Line::open) return;
  const SteadyTime now = clock_.now();
  SteadyTime free = std::max(not_before_, pace_.free_for(wanted_->unit));
  if (owed_.unit == wanted_->unit && owed_.request != wanted_->request) free = std::max(free, owed_.until);
  now < free ? timer_->arm(free) : send(now);
}

void Inquirer::send(SteadyTime now) {
  std::array<std::uint8_t, kMostRequestBytes> bytes;
  const Question question{++last_id_, wanted_->unit, wanted_->request};
  const std::size_t count = framing_->ask(question, bytes);
  const SteadyTime end = now + time_on_line(count);
  pace_.asked(wanted_->unit, end);
  asked_ = Asked{};
  asked_->id = last_id_;
  asked_->unit = wanted_->unit;
  asked_->sent = now;
  asked_->deadline = end + time_on_line(rtu_answer_bytes(wanted_->request)) + settings_.timeout;
  timer_->arm(asked_->deadline);
  stream_->send(std::span(bytes).first(count));
}

Duration Inquirer::time_on_line(std::size_t bytes) const {
  return settings_.is_rtu() ? settings_.line.time_of(bytes) : Duration::zero();
}

void Inquirer::received(std::span<const std::uint8_t> bytes) {
  const SteadyTime now = clock_.now();
  inside_ = true;
  while (const auto frame = framing_->next(bytes)) settle(*frame, now);
  inside_ = false;
  pace_.heard(now);
  if (line_ == Line::open && !framing_->fault().empty()) {
    const std::string why(framing_->fault());
    stream_->close();
    return hung_up(why);
  }
  pump();
}

void Inquirer::settle(const Frame& frame, SteadyTime now) {
  if (!asked_ || frame.transaction != asked_->id) return unexpected(frame, now);
  if (frame.unit != asked_->unit) {  // the right answer may still come
    asked_->misfit = "unit " + std::to_string(frame.unit) + " answered in its place";
    return;
  }
  const Request& request = wanted_->request;
  if (frame.damaged) {  // perhaps noise that looked like an answer: the right one gets its time on the line
    asked_->damaged = true;
    asked_->deadline = std::min(asked_->deadline, now + time_on_line(rtu_answer_bytes(request)));
    return timer_->arm(asked_->deadline);
  }
  Answer answer;
  answer.kind = Answer::Kind::answered;
  answer.response = parse_response(request, frame.pdu);
  answer.round_trip = now - asked_->sent;
  if (answer.response.kind == Response::Kind::malformed) {
    if (settings_.is_rtu()) {  // perhaps one to an earlier request
      asked_->misfit = answer.response.fault;
      return;
    }
    answer.why = std::string(answer.response.fault) + " (" + to_string(request) + ")";
  } else if (answer.response.kind == Response::Kind::exception) {
    answer.why = exception_text(request, answer.response.exception);
  }
  ever_answered_ = true;
  losses_ = 0;
  // This may be the answer to an earlier asking of the same: then the one to the last is still to come.
  const bool asked_before =
      owed_.unit == asked_->unit && owed_.request == request && owed_.until > asked_->sent;
  owed_.until = asked_before ? asked_->sent + 2 * settings_.timeout : SteadyTime::min();
  finish(answer);
}

// RTU has no transaction ids: there it is the unit that tells.
void Inquirer::unexpected(const Frame& frame, SteadyTime now) {
  const auto found = std::find_if(given_up_.begin(), given_up_.end(), [&](const Asked& earlier) {
    return earlier.id != 0 && earlier.unit == frame.unit &&
           (settings_.is_rtu() || earlier.id == frame.transaction);
  });
  if (found == given_up_.end() || frame.damaged) return;
  if (frame.unit == owed_.unit) owed_.until = SteadyTime::min();
  const Asked late = std::exchange(*found, Asked{});
  if (late_) late_(late.unit, now - late.sent);
}

void Inquirer::expire() {
  Answer answer;
  answer.kind = asked_->damaged ? Answer::Kind::damaged : Answer::Kind::silent;
  answer.strays = framing_->leftover();
  answer.why = silence_of(*asked_);
  given_up_[next_given_up_++ % given_up_.size()] = *asked_;
  if (settings_.is_rtu()) owed_ = {asked_->unit, wanted_->request, clock_.now() + settings_.timeout};
  if (wanted_->repeats == 0) return finish(answer);
  --wanted_->repeats;
  asked_.reset();
  pump();
}

std::string Inquirer::silence_of(const Asked& asked) const {
  const std::string what = to_string(wanted_->request);
  if (asked.damaged) {
    return "a damaged answer (checksum) to " + what + ": check parity, termination and shielding, and " +
           "whether two units share this id";
  }
  std::string why = "no answer within " + to_text(settings_.timeout) + " to " + what;
  if (!asked.misfit.empty()) return why + "; what came does not fit: " + asked.misfit;
  if (settings_.is_rtu() && framing_->leftover() > 0) {
    why += "; " + std::to_string(framing_->leftover()) +
           " bytes came that are none: check baud, parity, stop bits and the wiring";
  }
  return why;
}

void Inquirer::finish(const Answer& answer) {
  const Done done = std::move(wanted_->done);
  wanted_.reset();
  asked_.reset();
  timer_->cancel();
  done(answer);
}

}  // namespace gatewarden::modbus
