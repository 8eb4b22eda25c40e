#include "adapters/modbus/poll/device_maker.hpp"

#include <algorithm>
#include <any>
#include <chrono>
#include <utility>

#include "adapters/modbus/poll/master_parts.hpp"
#include "adapters/modbus/poll/tick_timer.hpp"

namespace gatewarden::modbus {
namespace {

// The first reading comes within this, however long the period.
constexpr Duration kFirstReadWithin = std::chrono::seconds(1);

}  // namespace

DeviceMaker::DeviceMaker(const std::string& link, const LinkSettings& settings, MasterParts& parts)
    : link_(link), settings_(settings), parts_(parts), phase_(settings.spread ? parts.next_phase() : 0) {}

std::unique_ptr<Device> DeviceMaker::make(Assignment assignment, std::size_t place, std::size_t of,
                                          SteadyTime now) const {
  auto plan = parts_.plans.plan(assignment.profile, settings_.limits());
  const Duration period = plan->periods.empty() ? kDefaultEvery : plan->periods.front();
  const auto& address = std::any_cast<const UnitAddress&>(assignment.address);
  const std::uint8_t unit = address.unit;
  const Duration timeout = address.timeout.value_or(settings_.timeout);
  const PollGrid grid(now + shift(period, place, of, period), period);
  auto inspection = inspection_of(plan->inspection, unit, assignment.thing);
  auto device = std::make_unique<Device>(std::move(assignment), unit, timeout, std::move(plan), grid,
                                         settings_.misses, std::move(inspection));
  device->due = now + shift(std::min(period, kFirstReadWithin), place, of, period);
  return device;
}

// As many units a tick as may be in flight; in a short period, sooner.
Duration DeviceMaker::shift(Duration span, std::size_t place, std::size_t of, Duration period) const {
  if (!settings_.spread) return Duration::zero();
  const Duration side_by_side = TickTimer::kTick * static_cast<Duration::rep>(place / settings_.outstanding);
  const auto evenly =
      std::chrono::duration_cast<Duration>(period * (static_cast<double>(place) / static_cast<double>(of)));
  return (std::chrono::duration_cast<Duration>(span * phase_) + std::min(side_by_side, evenly)) % span;
}

std::unique_ptr<Inspection> DeviceMaker::inspection_of(const InspectionPlan& plan, std::uint8_t unit,
                                                       const std::string& thing) const {
  if (plan.empty()) return nullptr;
  const std::string remembered = parts_.memory ? parts_.memory->recall(thing) : std::string();
  return std::make_unique<Inspection>(plan, link_ + " unit " + std::to_string(unit), remembered);
}

}  // namespace gatewarden::modbus
