#include "adapters/modbus/device/device.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace gatewarden::modbus {
namespace {

// A profile without reads asks its devices nothing.
constexpr Duration kForEver = std::chrono::hours(24 * 365 * 100);

}  // namespace

Device::Device(Assignment its_assignment, std::uint8_t its_unit, Duration its_timeout,
               std::shared_ptr<const ReadPlan> plan, PollGrid its_grid, unsigned misses,
               std::unique_ptr<Inspection> inspection)
    : assignment(std::move(its_assignment)),
      unit(its_unit),
      timeout(its_timeout),
      grid(its_grid),
      lines{.refusal = LastingTrouble(misses), .lateness = LastingTrouble(misses)},
      cycle_(std::move(plan)),
      health_(misses),
      inspection_(std::move(inspection)) {}

Request Device::asking() const {
  if (cycle_.inspecting()) return inspection_.get()->asking();
  return cycle_.present().range;
}

Duration Device::longest_silence(Duration line_busy, Duration probe_round) const {
  if (!has_work()) return kForEver;
  if (suspect() && health_.late()) line_busy += 3 * probe_round;
  const Duration period = cycle_.has_reads() ? grid.period() : inspection()->period();
  return std::max(3 * period, period + line_busy);
}

bool Device::restart(SteadyTime now) {
  inspection_.abandon();
  cycle_.forget();
  return begin(now);
}

void Device::rest(SampleSink& sink, SteadyTime now) {
  cycle_.forget();
  const auto& points = cycle_.plan().traffic;
  if (!points.empty()) traffic_.hand_on(counters, points, assignment.first, sink, now);
}

void Device::answered(SteadyTime now, Duration round_trip) {
  health_.answered();
  heard_ = now;
  counters.count_round_trip(round_trip);
  cycle_.heard();
}

void Device::answered_late(SteadyTime now, Duration after) {
  health_.answered_late();
  heard_ = now;
  counters.last_late = after;
}

void Device::missed(std::string why) {
  inspection_.abandon();
  health_.missed();
  why_ = std::move(why);
}

std::uint64_t Device::take(std::span<const std::uint8_t> values, SampleSink& sink, SteadyTime now) {
  return counters.count(cycle_.take(values, assignment.first, sink, now));
}

void Device::refused(std::string why) {
  cycle_.refused();
  why_ = std::move(why);
}

std::uint64_t Device::complete(SampleSink& sink, SteadyTime now) {
  if (!cycle_.incomplete()) why_.clear();
  return counters.count(cycle_.complete(assignment.first, sink, now));
}

bool Device::inspect(SteadyTime now) {
  cycle_.inspect(inspection_.begin(grid, timeout, now));
  return cycle_.inspecting();
}

Inspection::Conclusion Device::inspected(const std::optional<Response>& response, SampleSink& sink,
                                         SteadyTime now) {
  return inspection_.get()->heard(response, assignment.first, sink, now);
}

}  // namespace gatewarden::modbus
