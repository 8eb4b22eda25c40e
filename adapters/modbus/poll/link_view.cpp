#include "adapters/modbus/poll/link_view.hpp"

#include <algorithm>
#include <chrono>

namespace gatewarden::modbus {
namespace {

LinkState state_of(const LinkView& link) {
  using Phase = LineState::Phase;
  switch (link.line.phase()) {
    case Phase::stopped:
      break;
    case Phase::closed:
      return LinkState::idle;
    case Phase::opening:
      return link.dials_in ? LinkState::listening : LinkState::connecting;
    case Phase::open:
      return LinkState::connected;
    case Phase::waiting:
      return LinkState::waiting;
  }
  return LinkState::stopped;
}

bool in_vain(const Device& device) { return device.cycle().empty_cycles() > 0 || device.health().silent(); }

// Of a line that is open: why no request over it brings anything. Empty: one does, or may yet.
std::string why_in_vain(const DeviceTable& devices) {
  const Device* example = nullptr;
  for (const auto& [id, device] : devices) {
    if (!device->has_work()) continue;
    if (!in_vain(*device)) return {};
    if (example == nullptr || device->unit < example->unit) example = device.get();
  }
  if (example == nullptr) return {};
  return "no request brings a value: unit " + std::to_string(example->unit) + ": " + example->why();
}

void add(const DeviceCounters& device, LinkSnapshot& shown) {
  shown.errors += device.errors();
  for (const auto& [counter, count] : device.by_name()) {
    if (counter == "round_trip_us") continue;
    std::uint64_t& sum = shown.counters[counter];
    sum = counter.ends_with("_max_us") ? std::max(sum, count) : sum + count;
  }
}

}  // namespace

LinkSnapshot link_snapshot(const LinkView& link, SteadyTime now) {
  const LinkCounters& counters = link.counters;
  LinkSnapshot shown;
  shown.name = link.name;
  shown.protocol = "modbus";
  shown.endpoint = link.endpoint;
  shown.state = state_of(link);
  if (shown.state == LinkState::waiting) shown.retry_in = link.line.deadline() - now;
  shown.why = link.line.why();
  if (shown.why.empty() && shown.state == LinkState::connected) shown.why = why_in_vain(link.devices);
  shown.devices = link.devices.size();
  shown.samples = counters.samples;
  shown.counters = counters.gone;
  shown.errors = counters.gone_errors + counters.losses + counters.failures + counters.unsolicited;
  for (const auto& [id, device] : link.devices) add(device->counters, shown);
  shown.unknown = counters.unsolicited;
  if (counters.unsolicited > 0) shown.last_unknown = "an answer nobody asked for";
  const auto delay =
      std::chrono::duration_cast<std::chrono::microseconds>(counters.start_delay.quantile(0.99));
  shown.counters["start_delay_p99_us"] = static_cast<std::uint64_t>(delay.count());
  shown.counters["connects"] = counters.connects;
  shown.counters["losses"] = counters.losses;
  shown.counters["failures"] = counters.failures;
  shown.counters["sent_bytes"] = counters.sent_bytes;
  shown.counters["received_bytes"] = counters.received_bytes;
  if (link.refused > 0) shown.counters["refused"] = link.refused;
  link.budget.show(shown);
  return shown;
}

DeviceSnapshot device_snapshot(const LinkView& link, DeviceId id) {
  DeviceSnapshot shown;
  const Device* device = link.devices.find(id);
  if (!device) return shown;
  shown.state = device->health().state();
  if (shown.state == DeviceState::online && device->cycle().empty_cycles() >= device->health().limit())
    shown.state = DeviceState::degraded;
  shown.origin = link.name + " unit " + std::to_string(device->unit);
  if (!device->has_work()) shown.why = "its profile reads nothing: nobody knows whether it answers";
  if (!device->why().empty()) shown.why = shown.origin + " at " + link.endpoint + ": " + device->why();
  if (link.line.is_lost()) {
    if (shown.state != DeviceState::never_seen) shown.state = DeviceState::offline;
    shown.why += (shown.why.empty() ? "" : "; ") +
                 ("link " + link.name + " to " + link.endpoint + ": " + link.line.why());
  }
  if (const Inspection* inspection = device->inspection()) {
    shown.identity = inspection->identity().text();
    if (shown.why.empty() && !inspection->trouble().empty()) {
      shown.why = shown.origin + ": " + inspection->trouble();
    }
  }
  shown.last_heard = device->last_heard();
  shown.samples = device->counters.samples;
  shown.errors = device->counters.errors();
  shown.counters = device->counters.by_name();
  return shown;
}

}  // namespace gatewarden::modbus
