#include "adapters/modbus/poll/poll_cycles.hpp"

#include <algorithm>
#include <utility>

#include "adapters/modbus/poll/master_parts.hpp"
#include "adapters/modbus/wire/request_text.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::modbus {

void PollCycles::gather(SteadyTime now) {
  while (Device* device = lent_.turns.take_due(now)) {
    if (!device->cycle().begun() && !device->begin(now)) {
      inspect_or_finish(*device, now);
    } else {
      lent_.turns.join(*device);
    }
  }
}

void PollCycles::answered(Device& device, const Response& response, Duration round_trip, SteadyTime now) {
  const unsigned missed = device.health().missed_in_a_row();
  device.answered(now, round_trip);
  lent_.sink.heard(device.assignment.device, now);
  if (missed >= lent_.settings.misses) {
    log::info("modbus", "device_returned",
              {{"link", lent_.link}, {"unit", int{device.unit}}, {"thing", device.assignment.thing}});
  }
  if (device.cycle().inspecting()) return inspected(device, response, now);
  const bool has_values = response.kind == Response::Kind::values;
  device.read_answered(now, has_values);
  if (has_values) {
    device.take(response.values, lent_.sink, now);
  } else if (refused(device, response.exception, now)) {
    return lent_.turns.join(device);
  }
  advance(device, now);
}

// True: its parts are asked instead, in this cycle.
bool PollCycles::refused(Device& device, std::uint8_t code, SteadyTime now) {
  const Range range = device.cycle().present().range;
  const bool may_split = code == kIllegalDataAddress || code == kIllegalDataValue;
  if (may_split && device.split(now)) {
    if (device.cycle().refuses_all()) return true;  // said already
    log::info("modbus", "read_split",
              {{"link", lent_.link},
               {"unit", int{device.unit}},
               {"refused", to_string(range)},
               {"exception", int{code}}});
    return true;
  }
  device.refused(exception_text(range, code));
  return false;
}

void PollCycles::advance(Device& device, SteadyTime now) {
  if (device.go_on(now)) return lent_.turns.join(device);
  device.complete(lent_.sink, now);
  inspect_or_finish(device, now);
}

void PollCycles::finish(Device& device, SteadyTime now) {
  device.rest(lent_.sink, now);
  const SteadyTime held = lent_.held.until(device.unit);
  if (device.suspect()) {
    const SteadyTime probe = now + device.health().pause(device.grid.period(), lent_.parts.chance());
    return lent_.turns.wait(device, std::max(probe, held));
  }
  const SteadyTime next = device.grid.after(std::max(now, held));
  device.counters.missed_cycles += device.grid.missed(device.due, next);
  lent_.turns.wait(device, next);
}

void PollCycles::failed(Device& device, std::string why, SteadyTime now) {
  if (device.cycle().inspecting()) {
    if (device.repeat(lent_.settings.retries)) return lent_.turns.join(device);
    return inspected(device, std::nullopt, now);
  }
  device.missed(std::move(why));
  if (device.health().missed_in_a_row() == lent_.settings.misses) {
    log::warning("modbus", "device_silent",
                 {{"link", lent_.link},
                  {"unit", int{device.unit}},
                  {"thing", device.assignment.thing},
                  {"why", device.why()}});
  }
  if (!device.suspect() && device.repeat(lent_.settings.retries)) return lent_.turns.join(device);
  device.leave_out();
  // A unit that answered in this cycle may ignore this read alone.
  if (device.cycle().answered() && !device.suspect()) return advance(device, now);
  finish(device, now);
}

// An inspection follows an answered cycle, in the unit's own turns.
void PollCycles::inspect_or_finish(Device& device, SteadyTime now) {
  device.inspect(now) ? lent_.turns.join(device) : finish(device, now);
}

void PollCycles::inspected(Device& device, const std::optional<Response>& response, SteadyTime now) {
  const auto conclusion = device.inspected(response, lent_.sink, now);
  if (conclusion.news && lent_.parts.memory) {
    lent_.parts.memory->remember(device.assignment.thing, device.inspection()->memory());
  }
  if (conclusion.change) log_change(device, *conclusion.change);
  inspect_or_finish(device, now);
}

void PollCycles::log_change(Device& device, const Inspection::Change& change) const {
  const bool identity = change.what == Inspection::Change::Of::identity;
  ++(identity ? device.counters.identity_changes : device.counters.settings_changes);
  log::warning("modbus", identity ? "identity_changed" : "settings_changed",
               {{"link", lent_.link},
                {"unit", int{device.unit}},
                {"thing", device.assignment.thing},
                {"was", change.was},
                {"is", change.is}});
}

}  // namespace gatewarden::modbus
