#include "adapters/modbus/commission/request_client.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "adapters/modbus/transport/framing_for.hpp"
#include "adapters/modbus/wire/request_text.hpp"
#include "adapters/modbus/wire/rtu.hpp"
#include "gateway/base/duration_text.hpp"

namespace gatewarden::modbus {

RequestClient::RequestClient(std::unique_ptr<Stream> stream, const LinkSettings& settings, Clock& clock)
    : stream_(std::move(stream)),
      settings_(settings),
      clock_(clock),
      timer_(clock.timer([this] { woken(); })),
      framing_(framing_for(settings)),
      pace_(settings.pauses()),
      given_up_(settings.answers_lack_ids(), settings.timeout) {}

RequestClient::~RequestClient() { stop(); }

void RequestClient::stop() {
  stream_->close();
  timer_->cancel();
  line_ = Line::closed;
  pending_.reset();
  in_flight_.reset();
}

void RequestClient::timeout(Duration timeout) {
  settings_.timeout = timeout;
  given_up_.timeout(timeout);
}

void RequestClient::ask(std::uint8_t unit, const Request& request, unsigned repeats, Done done) {
  assert(!pending_ && "one request at a time");
  pending_.emplace(Pending{unit, request, repeats, false, std::move(done)});
  if (!handling_) pump();
}

void RequestClient::woken() {
  switch (line_) {
    case Line::opening:
      stream_->close();
      return line_failed(
          {Trouble::Kind::unreachable, "no connection within " + to_text(settings_.connect_timeout)});
    case Line::waiting:
    case Line::closed:
      line_ = Line::closed;
      break;
    case Line::open:
      if (in_flight_ && clock_.now() >= in_flight_->deadline) return expire();
      break;
  }
  pump();
}

void RequestClient::pump() {
  if (!pending_ || in_flight_) return;
  if (line_ == Line::closed) return open_line();
  if (line_ != Line::open) return;
  const SteadyTime now = clock_.now(), unit_free = given_up_.free_for(pending_->unit, pending_->request);
  const SteadyTime free = std::max({not_before_, pace_.free_for(pending_->unit), unit_free});
  now < free ? timer_->arm(free) : send(now);
}

void RequestClient::send(SteadyTime now) {
  std::array<std::uint8_t, kMaxRequestBytes> bytes;
  const Question question{last_id_ = id_after(last_id_), pending_->unit, pending_->request};
  const std::size_t count = framing_->ask(question, bytes);
  const SteadyTime end = now + time_on_line(count);
  pace_.asked(pending_->unit, end);
  const SteadyTime deadline = end + time_on_line(rtu_answer_bytes(pending_->request)) + settings_.timeout;
  in_flight_ = InFlight{{last_id_, pending_->unit, pending_->request, now}, deadline, false, {}};
  timer_->arm(in_flight_->deadline);
  stream_->send(std::span(bytes).first(count));
}

Duration RequestClient::time_on_line(std::size_t bytes) const {
  return settings_.is_rtu() ? settings_.line.time_of(bytes) : Duration::zero();
}

void RequestClient::received(std::span<const std::uint8_t> bytes) {
  const SteadyTime now = clock_.now();
  handling_ = true;
  while (const auto frame = framing_->next(bytes)) take(*frame, now);
  handling_ = false;
  pace_.heard(now);
  if (line_ == Line::open && !framing_->fault().empty()) {
    const std::string why(framing_->fault());
    stream_->close();
    return hung_up({Trouble::Kind::other, why});
  }
  pump();
}

// Where the peer numbers answers itself, what fits is the answer.
bool RequestClient::is_answer(const Frame& frame) const {
  if (!in_flight_ || frame.transaction == in_flight_->request.id) return in_flight_.has_value();
  return settings_.any_transaction_id && frame.unit == in_flight_->request.unit &&
         parse_response(pending_->request, frame.pdu).kind != Response::Kind::malformed;
}

void RequestClient::take_unsolicited(const Frame& frame, SteadyTime now) {
  const auto late = given_up_.take(frame);
  if (late && late->of_unit) take_late(late->request, now);
  if (late || !in_flight_ || settings_.is_rtu() || frame.unit != in_flight_->request.unit) return;
  const char* remedy = settings_.any_transaction_id ? "" : kAnyIdRemedy;
  in_flight_->came = unfitting_text(other_id_text(frame.transaction, in_flight_->request.id) + remedy);
  in_flight_->misnumbered = true;
}

void RequestClient::take_late(const SentRequest& request, SteadyTime now) {
  const Duration after = now - request.sent;
  if (in_flight_ && in_flight_->request.unit == request.unit)
    in_flight_->came = late_text(1, after, "`--timeout`");
  if (late_) late_(request.unit, after);
}

void RequestClient::take(const Frame& frame, SteadyTime now) {
  if (!is_answer(frame)) return take_unsolicited(frame, now);
  if (frame.unit != in_flight_->request.unit) {  // the right answer may still come
    in_flight_->came = unfitting_text(wrong_unit_text(frame.unit));
    return;
  }
  if (frame.damaged) {  // perhaps noise: the right answer gets its time on the line
    in_flight_->damaged = true;
    in_flight_->deadline =
        std::min(in_flight_->deadline, now + time_on_line(rtu_answer_bytes(pending_->request)));
    return timer_->arm(in_flight_->deadline);
  }
  take_answer(frame, now);
}

void RequestClient::take_answer(const Frame& frame, SteadyTime now) {
  const Request& request = pending_->request;
  Answer answer;
  answer.kind = Answer::Kind::answered;
  answer.response = parse_response(request, frame.pdu);
  answer.round_trip = now - in_flight_->request.sent;
  if (answer.response.kind == Response::Kind::malformed) {
    if (settings_.is_rtu()) {  // perhaps to an earlier request
      in_flight_->came = unfitting_text(answer.response.fault);
      return;
    }
    answer.why = faulty_answer_text(request, answer.response);
  } else if (answer.response.kind == Response::Kind::exception) {
    answer.why = exception_text(request, answer.response.exception);
  }
  attempts_.answered();
  given_up_.answered(in_flight_->request);
  finish(answer);
}

void RequestClient::expire() {
  Answer answer;
  answer.kind = in_flight_->damaged ? Answer::Kind::damaged : Answer::Kind::silent;
  answer.misnumbered = in_flight_->misnumbered;
  answer.strays = framing_->leftover();
  answer.why = silence_text();
  given_up_.add(in_flight_->request, clock_.now());
  if (pending_->repeats == 0) return finish(answer);
  --pending_->repeats;
  in_flight_.reset();
  pump();
}

std::string RequestClient::silence_text() const {
  const Request& request = pending_->request;
  if (in_flight_->damaged) return damaged_answer_text(request) + ", and whether two units share this id";
  std::string why = no_answer_text(request, settings_.timeout);
  if (!in_flight_->came.empty()) return why + "; " + in_flight_->came;
  if (!settings_.is_rtu() || framing_->leftover() == 0) return why;
  return why + "; " + noise_text(framing_->leftover(), "stop bits");
}

void RequestClient::finish(const Answer& answer) {
  const Done done = std::move(pending_->done);
  pending_.reset();
  in_flight_.reset();
  timer_->cancel();
  done(answer);
}

void RequestClient::open_line() {
  line_ = Line::opening;
  last_id_ = 0;
  if (!settings_.is_rtu()) given_up_ = GivenUpRequests(settings_.answers_lack_ids(), settings_.timeout);
  framing_->reset();
  pace_.reset();
  timer_->arm(clock_.now() + settings_.connect_timeout);
  stream_->open(*this);
}

void RequestClient::opened() {
  line_ = Line::open;
  attempts_.opened();
  timer_->cancel();
  if (settings_.is_rtu()) not_before_ = clock_.now() + kStaleBytes;
  pump();
}

void RequestClient::closed(const Trouble& trouble) {
  line_ == Line::opening ? line_failed(trouble) : hung_up(trouble);
}

void RequestClient::line_failed(const Trouble& trouble) {
  line_ = Line::closed;
  timer_->cancel();
  if (attempts_.failed()) return wait_for_line();
  if (pending_) finish(line_lost(trouble));
}

void RequestClient::hung_up(const Trouble& trouble) {
  line_ = Line::closed;
  timer_->cancel();
  const bool goes_on = attempts_.lost();
  if (!pending_) return;
  const bool over_this_one = std::exchange(in_flight_, std::nullopt).has_value();
  if (!goes_on) {
    const std::string times = std::to_string(attempts_.losses()) + " times in a row";
    attempts_.forget_losses();
    return finish(line_lost({trouble.kind, trouble.why + ", " + times}));
  }
  if (over_this_one && std::exchange(pending_->hung_up_on, true)) {
    Answer answer;
    answer.kind = Answer::Kind::hung_up;
    answer.why = trouble.why + " over " + to_string(pending_->request) + ", twice";
    handling_ = true;  // the next request waits for the pause
    finish(answer);
    handling_ = false;
    if (!pending_) return;
  }
  wait_for_line();
}

void RequestClient::wait_for_line() {
  line_ = Line::waiting;
  timer_->arm(clock_.now() + attempts_.pause());
}

}  // namespace gatewarden::modbus
