#include "adapters/modbus/device/device_queue.hpp"

namespace gatewarden::modbus {

void DeviceQueue::push_front(Device& device) {
  device.behind = first_;
  first_ = &device;
  if (!last_) last_ = &device;
}

void DeviceQueue::push(Device& device) {
  device.behind = nullptr;
  (last_ ? last_->behind : first_) = &device;
  last_ = &device;
}

}  // namespace gatewarden::modbus
