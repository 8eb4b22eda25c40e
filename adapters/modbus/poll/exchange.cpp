#include "adapters/modbus/poll/exchange.hpp"

#include <algorithm>
#include <utility>

#include "adapters/modbus/transport/framing_for.hpp"
#include "adapters/modbus/wire/request_text.hpp"
#include "adapters/modbus/wire/rtu.hpp"

namespace gatewarden::modbus {

Exchange::Exchange(Lent lent, std::function<void()> pause_over)
    : lent_(lent),
      framing_(framing_for(lent.settings)),
      requests_(lent.settings.outstanding),
      doubts_(lent.settings),
      pauses_(lent.clock, lent.settings.pauses(), std::move(pause_over)) {}

void Exchange::reset() {
  framing_->reset();
  pauses_.reset();
  doubts_.reset();
  requests_.reset();
}

void Exchange::opened(SteadyTime now) {
  const LinkSettings& settings = lent_.settings;
  pauses_.hold(now + std::max(settings.pause_after_connect, settings.is_rtu() ? kStaleBytes : Duration()));
}

std::size_t Exchange::ask(std::span<std::uint8_t> out, SteadyTime now) {
  std::size_t used = 0;
  while (!requests_.full() && pauses_.free(now)) {
    Device* device = lent_.turns.next(requests_, lent_.line.state().proven(), now);
    if (!device) break;
    if (const SteadyTime until = lent_.held.until(device->unit); until > now) {
      lent_.turns.hold_off(*device, until);
    } else if (!pauses_.free_for(device->unit, now)) {  // it keeps its turn
      lent_.turns.join_first(*device);
      break;
    } else {
      used += ask_one(*device, out.subspan(used), now);
    }
  }
  return used;
}

std::size_t Exchange::ask_one(Device& device, std::span<std::uint8_t> out, SteadyTime now) {
  const bool probe = device.suspect();
  const std::uint16_t id = requests_.next_id();
  const Request request = device.asking();
  const std::size_t bytes = framing_->ask(Question{id, device.unit, request}, out);
  SteadyTime sent = now;  // the whole request is on the line
  SteadyTime deadline = now + device.timeout;
  if (lent_.settings.is_rtu()) {
    sent += lent_.settings.line.time_of(bytes);
    deadline += lent_.settings.line.time_of(bytes + rtu_answer_bytes(request));
  } else if (requests_.gave_up_on_other_than(device.unit)) {
    deadline += device.timeout;
  }
  pauses_.asked(device.unit, sent);
  const PendingRequest asked{id, &device, now, deadline, probe};
  requests_.add(asked);
  lent_.turns.asked(asked);
  ++device.counters.requests;
  device.counters.bytes_out += bytes;
  if (device.sent() && !probe) {
    device.counters.longest_start_delay = std::max(device.counters.longest_start_delay, now - device.due);
    lent_.counters.start_delay.add(now - device.due);
  }
  return bytes;
}

std::optional<Exchange::Loss> Exchange::received(std::span<const std::uint8_t> bytes, SteadyTime now) {
  while (const auto frame = framing_->next(bytes)) take(*frame, now);
  pauses_.heard(now);
  if (!framing_->fault().empty()) return Loss{std::string(framing_->fault()), true};
  if (doubts_.only_unexpected()) return Loss{"too many answers that nobody asked for", true};
  return dead_line();
}

// By its id. A converter that numbers answers itself has one request at a time: what fits it is its answer.
PendingRequest* Exchange::asked_for(const Frame& frame) {
  PendingRequest* asked = requests_.with_id(frame.transaction);
  if (asked || !lent_.settings.any_transaction_id) return asked;
  asked = requests_.of_unit(frame.unit);
  if (!asked) return nullptr;
  const Response response = parse_response(asked->device->asking(), frame.pdu);
  return response.kind == Response::Kind::malformed ? nullptr : asked;
}

void Exchange::take(const Frame& frame, SteadyTime now) {
  PendingRequest* asked = asked_for(frame);
  if (!asked) return take_unsolicited(frame, now);
  Device& device = *asked->device;
  if (device.unit != frame.unit) {  // the right answer may still come
    ++device.counters.bad_answers;
    doubts_.unexpected();
    asked->wrong_unit = frame.unit;
    return;
  }
  device.counters.bytes_in += frame.pdu.size() + framing_->overhead();
  frame.damaged ? note_damage(*asked, now) : take_answer(*asked, frame, now);
}

void Exchange::take_answer(PendingRequest& asked, const Frame& frame, SteadyTime now) {
  Device& device = *asked.device;
  const Request request = device.asking();
  const Response response = parse_response(request, frame.pdu);
  const bool malformed = response.kind == Response::Kind::malformed;
  if (malformed) ++device.counters.bad_answers;
  if (malformed && lent_.settings.is_rtu()) {  // perhaps to an earlier request: the right one may still come
    doubts_.unexpected();
    asked.malformed = response.fault;
    return;
  }
  doubts_.expected();
  requests_.heard();
  malformed ? doubt_line(device, true) : doubts_.answered();
  const bool unanswered = is_gateways_own(response);
  const PendingRequest ended = end(asked, unanswered, now);
  if (malformed) return lent_.cycles.failed(device, faulty_answer_text(request, response), now);
  lent_.line.answered();
  if (response.kind == Response::Kind::exception) device.counters.count_exception(response.exception);
  if (!unanswered) return lent_.cycles.answered(device, response, now - ended.sent, now);
  lent_.cycles.failed(device, faulty_answer_text(request, exception_name(response.exception)), now);
}

// Its id is no pending request's: drops and counts it. Where answers have no ids of their own (RTU, converters that
// number them), a late one looks like any other of its unit: it frees the unit, and is no sign of life.
void Exchange::take_unsolicited(const Frame& frame, SteadyTime now) {
  const bool rtu = lent_.settings.is_rtu(), any_id = lent_.settings.any_transaction_id;
  const GivenUpRequest* given_up = rtu ? nullptr : requests_.given_up(frame.transaction, now);
  if (given_up && !any_id) return take_late(*given_up, frame, now);
  const bool used = requests_.was_used(frame.transaction);
  const bool late = rtu ? used : given_up != nullptr;
  doubts_.unexpected();
  if (given_up) requests_.take_late(*given_up);
  if (late) requests_.heard();
  if (late || any_id) lent_.held.release(frame.unit);
  note_other_id(frame, late || any_id);
  Device* device = used ? lent_.devices.of_unit(frame.unit) : nullptr;
  if (!device) return void(++lent_.counters.unsolicited);
  ++device->counters.late;
  if (!late) ++device->counters.twice;
}

void Exchange::note_other_id(const Frame& frame, bool late) {
  PendingRequest* asked = lent_.settings.is_rtu() ? nullptr : requests_.of_unit(frame.unit);
  if (!asked) return;
  asked->other_id = {frame.transaction, late};
  doubts_.misnumbered({frame.transaction, asked->id});
}

// Judged like an answer in time, by the request that was given up: only what the device itself says is a sign of life.
void Exchange::take_late(const GivenUpRequest& given_up, const Frame& frame, SteadyTime now) {
  Device* device = lent_.devices.find(given_up.device);
  if (!device || device->unit != given_up.unit || frame.unit != given_up.unit) {
    doubts_.unexpected();  // of a device that left, or from another unit: the right answer may still come
    return void(++lent_.counters.unsolicited);
  }
  const GivenUpRequest asked = requests_.take_late(given_up);
  requests_.heard();
  note_other_id(frame, true);
  const Response response = parse_response(asked.request, frame.pdu);
  const bool malformed = response.kind == Response::Kind::malformed;
  if (malformed) {
    doubts_.unexpected();
  } else if (doubts_.answered_late()) {
    lent_.line.answered();
  }
  device->counters.bytes_in += frame.pdu.size() + framing_->overhead();
  ++(malformed ? device->counters.bad_answers : device->counters.late);
  if (malformed || is_gateways_own(response)) return;
  const Duration probe_round =
      ProbeBudget(lent_.settings.outstanding).round(lent_.devices.time_outs_of_suspects());
  lent_.cycles.answered_late(*device, now - asked.sent, probe_round, now);
}

// It may be noise: the right answer gets its time on the line, but no time-out.
void Exchange::note_damage(PendingRequest& asked, SteadyTime now) const {
  const std::size_t bytes = rtu_answer_bytes(asked.device->asking());
  asked.damaged = true;
  asked.deadline = std::min(asked.deadline, now + lent_.settings.line.time_of(bytes));
}

PendingRequest Exchange::end(const PendingRequest& request, bool unanswered, SteadyTime now) {
  const PendingRequest ended = requests_.end(request);
  lent_.turns.ended(ended, unanswered, now);
  return ended;
}

// TCP has no frame marks: an answer cut short would swallow the next one.
std::optional<Exchange::Loss> Exchange::expire(SteadyTime now) {
  bool cut_short = false;
  while (const PendingRequest* expired = requests_.expired(now)) {
    const PendingRequest asked = end(*expired, true, now);
    Device& device = *asked.device;
    if (asked.damaged) {
      ++device.counters.crc_errors;
    } else {
      count_time_out(asked, now);
      cut_short = cut_short || framing_->unfinished() == asked.id;
    }
    lent_.cycles.failed(device, why_unanswered(asked, lent_.settings.is_rtu() ? framing_->leftover() : 0),
                        now);
  }
  if (!lent_.line.is(Line::Phase::open)) return std::nullopt;
  if (auto loss = dead_line()) return loss;
  if (!cut_short) return std::nullopt;
  return Loss{"an answer was cut short after " + std::to_string(framing_->leftover()) + " bytes", false};
}

std::optional<Exchange::Loss> Exchange::dead_line() const {
  if (!doubts_.seems_dead(lent_.devices.size(), lent_.devices.units())) return std::nullopt;
  return Loss{doubts_.text(), true};
}

void Exchange::count_time_out(const PendingRequest& asked, SteadyTime now) {
  Device& device = *asked.device;
  ++device.counters.timeouts;
  doubt_line(device, false);
  requests_.gave_up_on(asked, now);
  if (lent_.settings.answers_lack_ids()) lent_.held.hold(device.unit, now + device.timeout, now);
}

// While others live, the silence of a unit that does not answer anyway says nothing of the line.
void Exchange::doubt_line(const Device& device, bool unfit) {
  const bool counts = device.health().answers() || !lent_.devices.any_answers();
  if (!device.cycle().inspecting() && counts) doubts_.unanswered(device.unit, unfit);
}

void Exchange::await_pause(SteadyTime now) {
  if (!pauses_.free(now) && lent_.turns.waiting(now) && !requests_.full()) pauses_.await_end();
}

// Its answer would be late. Without ids it could be taken for another's, so the line waits for it.
void Exchange::drop(const Device& device, SteadyTime now) {
  const PendingRequest* asked = requests_.of(device);
  if (!asked) return;
  if (lent_.settings.answers_lack_ids()) {
    pauses_.hold(asked->deadline);
    lent_.held.hold(device.unit, asked->deadline + device.timeout, now);
  }
  end(*asked, false, now);
}

}  // namespace gatewarden::modbus
