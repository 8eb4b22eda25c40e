// Makes a link's devices: the plan and the first reading of each.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "adapters/modbus/device/device.hpp"
#include "adapters/modbus/settings/link_settings.hpp"

namespace gatewarden::modbus {

struct MasterParts;

class DeviceMaker {
 public:
  // All outlive it.
  DeviceMaker(const std::string& link, const LinkSettings& settings, MasterParts& parts);

  // The device at `place` of `of`; `due` for its first reading.
  std::unique_ptr<Device> make(Assignment assignment, std::size_t place, std::size_t of,
                               SteadyTime now) const;

 private:
  Duration shift(Duration span, std::size_t place, std::size_t of, Duration period) const;
  std::unique_ptr<Inspection> inspection_of(const InspectionPlan& plan, std::uint8_t unit,
                                            const std::string& thing) const;

  const std::string& link_;
  const LinkSettings& settings_;
  MasterParts& parts_;
  double phase_;  // [0, 1): where in the period its units are read
};

}  // namespace gatewarden::modbus
