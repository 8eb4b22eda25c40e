// Devices without a link, for tests of a link's decisions.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "adapters/modbus/device/device.hpp"
#include "adapters/modbus/plan/read_plan.hpp"
#include "adapters/modbus/poll/requests.hpp"
#include "tests/modbus/link_rig.hpp"

namespace gatewarden::modbus {

inline constexpr SteadyTime kStart{std::chrono::hours(1)};

inline std::unique_ptr<Device> device_of(std::uint8_t id, std::vector<ValueSource> values = {holding(7)},
                                         Duration every = std::chrono::seconds(10), unsigned misses = 3) {
  Assignment assignment = unit(id, profile_of(std::move(values), every));
  auto plan = std::make_shared<const ReadPlan>(make_read_plan(assignment.profile, PlanLimits{}));
  std::unique_ptr<Inspection> inspection;
  if (!plan->inspection.empty()) {
    inspection = std::make_unique<Inspection>(plan->inspection, "hall-a unit " + std::to_string(id), "");
  }
  auto device =
      std::make_unique<Device>(std::move(assignment), id, std::chrono::milliseconds(500), std::move(plan),
                               PollGrid(kStart, every), misses, std::move(inspection));
  device->place = id;
  return device;
}

// One that answered once, and one gone since.
inline std::unique_ptr<Device> living(std::uint8_t id) {
  auto device = device_of(id);
  device->answered(kStart, std::chrono::milliseconds(5));
  return device;
}
inline std::unique_ptr<Device> offline(std::uint8_t id) {
  auto device = living(id);
  for (int i = 0; i < 3; ++i) device->missed("no answer");
  return device;
}

inline PendingRequest request_to(Device& device, std::uint16_t id, SteadyTime sent) {
  return {id, &device, sent, sent + device.timeout, device.suspect()};
}

}  // namespace gatewarden::modbus
