// Who a unit is and how it is set: asked at the end of a cycle that was answered, in the unit's own turns.
#include "adapters/modbus/poll/master_parts.hpp"
#include "adapters/modbus/poll/modbus_link.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::modbus {

std::unique_ptr<Inspection> ModbusLink::inspection_of(const Assignment& assignment, std::uint8_t unit,
                                                      const ReadPlan& plan) const {
  if (plan.inspection.empty()) return nullptr;
  const std::string remembered = parts_.memory ? parts_.memory->recall(assignment.thing) : std::string();
  return std::make_unique<Inspection>(plan.inspection, name_ + " unit " + std::to_string(unit), remembered);
}

// Cycles in a row that may end too late for a question. On a line that is always
// late it is asked all the same.
constexpr unsigned kMostPutOff = 10;

// A question that stays without an answer must not cost the unit its next reading, where its
// period leaves room for one at all.
bool ModbusLink::may_inspect(Device& device, SteadyTime now) {
  if (!device.inspection) return false;
  const Duration period = device.grid.period();
  // The grid's jitter must not put it off by a whole cycle.
  if (!device.inspection->begin(now, period / 2)) return false;
  const bool has_time = period <= 2 * device.timeout || device.grid.after(now) - now > device.timeout;
  if (!has_time && ++device.put_off < kMostPutOff) return false;
  device.put_off = 0;
  return true;
}

void ModbusLink::inspect_or_finish(Device& device, SteadyTime now) {
  device.inspecting = may_inspect(device, now);
  device.inspecting ? ready_.push(device) : finish(device, now);
}

void ModbusLink::say_changed(Device& device, const Inspection::Change& change) {
  const bool identity = change.what == Inspection::Change::Of::identity;
  ++(identity ? device.counters.identity_changes : device.counters.settings_changes);
  log::warning("modbus", identity ? "identity_changed" : "settings_changed",
               {{"link", name_},
                {"unit", int{device.unit}},
                {"thing", device.assignment.thing},
                {"was", change.was},
                {"is", change.is}});
}

void ModbusLink::inspected(Device& device, const std::optional<Response>& response, SteadyTime now) {
  device.repeats = 0;
  const auto conclusion = device.inspection->heard(response, device.assignment.first, sink_, now);
  if (conclusion.news && parts_.memory) {
    parts_.memory->remember(device.assignment.thing, device.inspection->memory());
  }
  if (conclusion.change) say_changed(device, *conclusion.change);
  inspect_or_finish(device, now);
}

}  // namespace gatewarden::modbus
