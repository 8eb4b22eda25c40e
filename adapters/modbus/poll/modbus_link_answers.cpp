// What becomes of a request: an answer, an exception, nonsense, or nothing in time.
#include <algorithm>

#include "adapters/modbus/poll/master_parts.hpp"
#include "adapters/modbus/poll/modbus_link.hpp"
#include "adapters/modbus/wire/request_text.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::modbus {
namespace {

// Answers nobody waits for are dropped; a peer that sends nothing else is not worth the line.
constexpr std::uint32_t kMostNonsense = 64;
// How far back a transaction id still counts as late rather than foreign.
constexpr std::uint16_t kLateIds = 256;

// About the device, not from it: nobody answered the gateway either.
bool is_gateways_own(const Response& response) {
  return response.kind == Response::Kind::exception &&
         (response.exception == kGatewayPathUnavailable || response.exception == kGatewayTargetSilent);
}

}  // namespace

void ModbusLink::received(std::span<const std::uint8_t> bytes) {
  const SteadyTime now = parts_.clock.now();
  counters_.received_bytes += bytes.size();
  while (const auto frame = framing_->next(bytes)) settle(*frame, now);
  pace_.heard(now);
  if (!framing_->fault().empty()) {
    line_lost(std::string(framing_->fault()), true, now);
  } else if (nonsense_ > kMostNonsense) {
    line_lost("too many answers that nobody asked for", true, now);
  }
  gather(now);  // awake anyway
  pump(now);
  sleep(now);
}

ModbusLink::Transaction ModbusLink::release(std::size_t index, bool in_vain, SteadyTime now) {
  const Transaction asked = transactions_[index];
  transactions_.erase(transactions_.begin() + static_cast<std::ptrdiff_t>(index));
  busy_.reset(asked.device->unit);
  if (in_vain && !asked.device->health.seen()) known_first_until_ = now + 2 * (now - asked.sent);
  if (asked.probe && in_vain) {
    budget_.in_vain(asked.sent, now);
  } else if (asked.probe) {
    budget_.answered();
  }
  return asked;
}

void ModbusLink::settle(const Frame& frame, SteadyTime now) {
  const auto found = std::find_if(transactions_.begin(), transactions_.end(),
                                  [&](const Transaction& asked) { return asked.id == frame.transaction; });
  if (found == transactions_.end()) return unexpected(frame);
  if (found->device->unit != frame.unit) {  // the right answer may still come
    ++found->device->counters.bad_answers;
    ++nonsense_;
    heard_something();
    found->impostor = frame.unit;
    return;
  }
  heard_something();
  found->device->counters.bytes_in += frame.pdu.size() + framing_->overhead();
  if (frame.damaged) return settle_damaged(*found, now);
  Device& device = *found->device;
  const Request request = device.asking();
  const Response response = parse_response(request, frame.pdu);
  if (response.kind == Response::Kind::malformed && settings_.is_rtu()) {
    ++device.counters.bad_answers;  // perhaps one to an earlier request: the right one may still come
    ++nonsense_;
    found->misfit = response.fault;
    return;
  }
  nonsense_ = 0;
  given_up_on_.reset();
  const bool in_vain = is_gateways_own(response);
  const Transaction asked = release(static_cast<std::size_t>(found - transactions_.begin()), in_vain, now);
  if (response.kind == Response::Kind::malformed) {
    ++device.counters.bad_answers;
    return fail(device, now, faulty_answer_text(request, response.fault));
  }
  line_answered();
  if (response.kind == Response::Kind::exception) device.counters.count_exception(response.exception);
  if (in_vain) {
    return fail(device, now, faulty_answer_text(request, exception_name(response.exception)));
  }
  answered(device, asked, now);
  if (device.inspecting) return inspected(device, response, now);
  device.heard_from(now, response.kind == Response::Kind::values);
  const Read read = device.reads()[device.next_read];
  if (response.kind == Response::Kind::values) {
    collect(device, read, response.values, now);
  } else if (refused(device, response.exception, read, now)) {
    return ready_.push(device);
  }
  advance(device, now);
}

void ModbusLink::line_answered() {
  if (heard_) return;
  heard_ = true;
  backoff_.reset();
  why_.clear();
  if (said_ == Said::answers) return;
  said_ = Said::answers;
  log::info("modbus", "link_answered", {{"link", name_}, {"endpoint", endpoint()}});
}

void ModbusLink::collect(Device& device, const Read& read, std::span<const std::uint8_t> values,
                         SteadyTime now) {
  device.counters.count(
      decode_read(*device.plan, read, values, device.assignment.first, sink_, now, device.slots));
}

void ModbusLink::unexpected(const Frame& frame) {
  ++nonsense_;
  const auto age = static_cast<std::uint16_t>(last_id_ - frame.transaction);
  if (age > kLateIds) {
    ++counters_.foreign;
    return;
  }
  heard_something();  // the line works, somebody is slow
  std::erase_if(quiet_, [&](const auto& each) { return each.first == frame.unit; });  // it has come
  given_up_on_.reset();
  for (const auto& [id, device] : devices_) {
    if (device->unit == frame.unit) {
      ++device->counters.late;
      return;
    }
  }
  ++counters_.foreign;
}

void ModbusLink::answered(Device& device, const Transaction& asked, SteadyTime now) {
  const unsigned missed = device.health.missed_in_a_row();
  device.health.answered();
  device.heard = now;
  device.counters.count_round_trip(now - asked.sent);
  device.repeats = 0;
  sink_.heard(device.assignment.device, now);
  if (missed >= settings_.misses) {
    log::info("modbus", "device_returned",
              {{"link", name_}, {"unit", int{device.unit}}, {"thing", device.assignment.thing}});
  }
}

// True where its parts are to be asked instead, in the same cycle.
bool ModbusLink::refused(Device& device, std::uint8_t code, const Read& read, SteadyTime now) {
  const bool may_split = code == kIllegalDataAddress || code == kIllegalDataValue;
  if (may_split && device.split(device.next_read, now)) {
    if (device.refuses_all()) return true;  // said already
    log::info("modbus", "read_split",
              {{"link", name_},
               {"unit", int{device.unit}},
               {"refused", to_string(read.range)},
               {"exception", int{code}}});
    return true;
  }
  device.incomplete = true;
  device.why = exception_text(read.range, code);
  return false;
}

void ModbusLink::advance(Device& device, SteadyTime now) {
  if (device.go_on(now)) return ready_.push(device);
  if (!device.incomplete) device.why.clear();
  device.counters.count(
      compute_values(*device.plan, device.rounds, device.assignment.first, sink_, now, device.slots));
  device.complete(now);
  inspect_or_finish(device, now);
}

// The cycle is over; the next one begins on the grid, or as a probe.
void ModbusLink::finish(Device& device, SteadyTime now) {
  device.rest();
  const auto& traffic = device.plan->traffic;
  if (!traffic.empty()) {
    device.traffic.hand_on(device.counters, traffic, device.assignment.first, sink_, now);
  }
  if (device.health.doubtful()) {
    const SteadyTime probe = now + device.health.pause(device.grid.period(), parts_.chance());
    return enqueue(device, std::max(probe, quiet_until(device.unit)));
  }
  const SteadyTime next = device.grid.after(std::max(now, quiet_until(device.unit)));
  device.counters.missed_cycles += device.grid.missed(device.due, next);
  enqueue(device, next);
}

// No usable answer. A living device is asked again in its turn, `retries` times a cycle.
void ModbusLink::fail(Device& device, SteadyTime now, std::string why) {
  if (device.inspecting) {
    if (device.repeats++ >= settings_.retries) return inspected(device, std::nullopt, now);
    return ready_.push(device);
  }
  if (device.inspection) device.inspection->abandon();
  device.health.missed();
  device.why = std::move(why);
  if (device.health.missed_in_a_row() == settings_.misses) {
    log::warning("modbus", "device_silent",
                 {{"link", name_},
                  {"unit", int{device.unit}},
                  {"thing", device.assignment.thing},
                  {"why", device.why}});
  }
  if (!device.health.doubtful() && device.repeats < settings_.retries) {
    ++device.repeats;
    return ready_.push(device);
  }
  device.leave_out();
  // A unit that answered a moment ago may have nothing to say to this read alone.
  if (device.answered && !device.health.doubtful()) return advance(device, now);
  finish(device, now);
}

// TCP has no frame marks: what was cut short would swallow the answer of whoever is asked next.
void ModbusLink::expire(SteadyTime now) {
  bool cut_short = false;
  for (std::size_t i = 0; i < transactions_.size();) {
    if (transactions_[i].deadline > now) {
      ++i;
      continue;
    }
    const Transaction asked = release(i, true, now);
    Device& device = *asked.device;
    if (asked.damaged) {
      ++device.counters.crc_errors;
    } else {
      ++device.counters.timeouts;
      if (!device.inspecting) count_silence(asked);
      given_up_on_ = device.unit;
      if (settings_.is_rtu()) quiet(device.unit, now + device.timeout);
      cut_short = cut_short || framing_->unfinished() == asked.id;
    }
    fail(device, now, silence_of(asked));
  }
  if (line_ == Line::open && line_seems_dead()) {
    line_lost("no answer to " + std::to_string(silence_) + " requests in a row", true, now);
  } else if (line_ == Line::open && cut_short) {
    line_lost("an answer was cut short after " + std::to_string(framing_->leftover()) + " bytes", false, now);
  }
}

}  // namespace gatewarden::modbus
