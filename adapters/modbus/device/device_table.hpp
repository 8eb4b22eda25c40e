// A link's devices by id: kept while their work stays the same, else made anew. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "adapters/modbus/device/device.hpp"
#include "gateway/sample/assignment.hpp"

namespace gatewarden::modbus {

class DeviceTable {
 public:
  using Devices = std::unordered_map<DeviceId, std::unique_ptr<Device>>;
  // Makes the device at `place` in a list of `of`.
  using Make = std::function<std::unique_ptr<Device>(Assignment, std::size_t place, std::size_t of)>;

  // Serves `wanted` from now on. Returns the devices no longer served.
  std::vector<std::unique_ptr<Device>> assign(std::vector<Assignment> wanted, const Make& make);

  // It is no longer served; null if it was not.
  std::unique_ptr<Device> take(DeviceId id);

  Devices::const_iterator begin() const { return devices_.begin(); }
  Devices::const_iterator end() const { return devices_.end(); }
  std::size_t size() const { return devices_.size(); }
  unsigned units() const { return units_; }  // different unit ids, when they were assigned
  // Null if there is none.
  Device* find(DeviceId id) const;
  Device* of_unit(std::uint8_t unit) const;
  bool any_answers() const;
  Duration time_outs_of_suspects() const;  // one of each

 private:
  Devices devices_;
  unsigned units_ = 0;
};

}  // namespace gatewarden::modbus
