#include "adapters/modbus/poll/poll_cycles.hpp"

#include <algorithm>
#include <utility>

#include "adapters/modbus/poll/master_parts.hpp"
#include "adapters/modbus/wire/request_text.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::modbus {
namespace {

constexpr const char* kAskedInVain =
    "does the profile fit the device? `gatewarden plan FLEET THING` shows what is asked";

}  // namespace

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
  const bool suspect = device.suspect();
  const bool returns = device.health().unheard_in_a_row() >= silent_after(device);
  device.answered(now, round_trip);
  if (suspect) lent_.sink.expect(device.assignment.device, device.longest_silence(line_busy_));
  lent_.sink.heard(device.assignment.device, now);
  if (returns) log_again(device, "device_returned", now);
  log_lateness(device, false, now);
  if (device.cycle().inspecting()) return inspected(device, response, now);
  if (response.kind != Response::Kind::values) return refused(device, response.exception, now);
  device.read_answered(now, true);
  lent_.counters.samples += device.take(response.values, lent_.sink, now);
  advance(device, now);
}

void PollCycles::answered_late(Device& device, Duration after, Duration probe_round, SteadyTime now) {
  const DeviceId id = device.assignment.device;
  const bool returns = device.health().unheard_in_a_row() >= silent_after(device);
  device.answered_late(now, after);
  if (device.suspect()) lent_.sink.expect(id, device.longest_silence(line_busy_, probe_round));
  lent_.sink.heard(id, now);
  if (returns) log_again(device, "device_returned", now);
  log_lateness(device, true, now);
}

// Exceptions that may pass divide a read like silence: if they come again.
void PollCycles::refused(Device& device, std::uint8_t code, SteadyTime now) {
  const ReadingCycle& cycle = device.cycle();
  const Range range = cycle.present().range;
  const bool may_pass = !is_refusal(code) && divisible(cycle.plan().wanted, cycle.present());
  std::string why = exception_text(range, code) + gap_text(device);
  may_pass ? device.leave_out() : device.read_answered(now, false);
  if (may_pass ? device.blame(now) : is_refusal(code) && device.split(now)) {
    log_split(device, range, why, now);
    return lent_.turns.join(device);
  }
  device.refused(std::move(why));
  advance(device, now);
}

// "; perhaps for the gap 1..9: `max_gap: 0`"
std::string PollCycles::gap_text(const Device& device) {
  const auto gap = widest_gap(device.cycle().plan().wanted, device.cycle().present());
  if (!gap) return {};
  const std::string last = gap->count > 1 ? ".." + std::to_string(gap->end() - 1) : "";
  return "; perhaps for the gap " + std::to_string(gap->first) + last + ": `max_gap: 0`";
}

void PollCycles::log_split(Device& device, const Range& range, const std::string& why, SteadyTime now) {
  if (device.cycle().empty_cycles() > 0 || device.lines.refusal.lasts() || !says(device, now))
    return;  // said already
  log::info("modbus", "read_split",
            {{"link", lent_.link}, {"unit", int{device.unit}}, {"refused", to_string(range)}, {"why", why}});
}

void PollCycles::advance(Device& device, SteadyTime now) {
  if (device.go_on(now)) return lent_.turns.join(device);
  if (!device.cycle().answered()) {  // reads that failed before, and all of them again
    missed(device, device.why(), now);
    return finish(device, now);
  }
  const unsigned empty_before = device.cycle().empty_cycles();
  lent_.counters.samples += device.complete(lent_.sink, now);
  log_refusals(device, empty_before, now);
  inspect_or_finish(device, now);
}

// Each answer of one whose answers come late is missed first: it is silent when the next one stays away as well.
unsigned PollCycles::silent_after(const Device& device) const {
  return std::max(lent_.settings.misses, device.health().late() ? 2U : 1U);
}

void PollCycles::missed(Device& device, std::string why, SteadyTime now) {
  device.missed(std::move(why));
  if (device.health().unheard_in_a_row() != silent_after(device) || !says(device, now)) return;
  log::warning("modbus", "device_silent",
               {{"link", lent_.link},
                {"unit", int{device.unit}},
                {"thing", device.assignment.thing},
                {"why", device.why()}});
}

// Silence has its own lines; a device that refuses everything lives, and would otherwise send no report unseen.
void PollCycles::log_refusals(Device& device, unsigned empty_before, SteadyTime now) {
  const unsigned empty = device.cycle().empty_cycles(), limit = lent_.settings.misses;
  if (empty == 0) log_lasting(device, now);
  const bool refuses = empty == limit, readable = empty == 0 && empty_before >= limit;
  if (refuses) log_in_vain(device, "device_refuses", now);
  if (readable) log_again(device, "device_readable", now);
}

// A unit that lacks single values is online: without a line nobody would miss them.
void PollCycles::log_lasting(Device& device, SteadyTime now) {
  const Duration rarest = device.cycle().plan().periods.back();
  const auto lasts = device.lines.refusal.news(device.cycle().incomplete(), rarest, now);
  if (!lasts) return;
  *lasts ? log_in_vain(device, "reads_in_vain", now) : log_again(device, "reads_whole", now);
}

// A late one lives, and brings no value.
void PollCycles::log_lateness(Device& device, bool late, SteadyTime now) {
  const auto lasts = device.lines.lateness.news(late, device.grid.period() + Health::kMaxPause, now);
  if (!lasts) return;
  if (!*lasts) return log_again(device, "device_in_time", now);
  if (!says(device, now)) return;
  log::warning("modbus", "device_late",
               {{"link", lent_.link},
                {"unit", int{device.unit}},
                {"thing", device.assignment.thing},
                {"why", late_text(device.counters.late, device.counters.last_late)}});
}

void PollCycles::log_in_vain(Device& device, std::string_view event, SteadyTime now) {
  if (!says(device, now)) return;
  log::warning("modbus", event,
               {{"link", lent_.link},
                {"unit", int{device.unit}},
                {"thing", device.assignment.thing},
                {"why", device.why()},
                {"remedy", kAskedInVain}});
}

void PollCycles::log_again(Device& device, std::string_view event, SteadyTime now) {
  if (!says(device, now)) return;
  log::info("modbus", event,
            {{"link", lent_.link}, {"unit", int{device.unit}}, {"thing", device.assignment.thing}});
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

void PollCycles::failed(Device& device, std::string why, SteadyTime now, bool begins_anew) {
  if (device.cycle().inspecting()) {
    if (device.repeat(lent_.settings.retries)) return lent_.turns.join(device);
    return inspected(device, std::nullopt, now);
  }
  const bool known = !device.suspect() && device.cycle().failed_before();
  if (known || device.cycle().answered()) why += gap_text(device);
  if (known) {
    device.refused(std::move(why));
  } else {
    missed(device, std::move(why), now);
    if (!device.suspect() && device.repeat(lent_.settings.retries)) {
      if (begins_anew) doubt(device, now);
      return lent_.turns.join(device);
    }
  }
  go_on_without(device, known, now);
}

// Remembers that the present read failed. True: it is divided.
bool PollCycles::doubt(Device& device, SteadyTime now) {
  const Range range = device.cycle().present().range;
  device.leave_out();
  if (!device.cycle().answered() || !device.blame(now)) return false;
  log_split(device, range, device.why(), now);
  return true;
}

// The present read failed. A unit that answered in this cycle may ignore it alone; so may one that did before.
void PollCycles::go_on_without(Device& device, bool known, SteadyTime now) {
  const bool divided = doubt(device, now);
  if (device.suspect()) return finish(device, now);
  if (divided) return lent_.turns.join(device);
  if (device.cycle().answered()) return advance(device, now);
  if (!known) return finish(device, now);
  device.ask_control(now) ? lent_.turns.join(device) : advance(device, now);
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
  if (conclusion.change) log_change(device, *conclusion.change, now);
  inspect_or_finish(device, now);
}

void PollCycles::log_change(Device& device, const Inspection::Change& change, SteadyTime now) {
  const bool identity = change.what == Inspection::Change::Of::identity;
  ++(identity ? device.counters.identity_changes : device.counters.settings_changes);
  if (!lent_.budget.says(device.lines.changes, now)) return;
  log::warning("modbus", identity ? "identity_changed" : "settings_changed",
               {{"link", lent_.link},
                {"unit", int{device.unit}},
                {"thing", device.assignment.thing},
                {"was", change.was},
                {"is", change.is}});
}

}  // namespace gatewarden::modbus
