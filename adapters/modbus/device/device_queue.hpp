// Devices waiting for their turn, first come first served. Owns and allocates nothing: each device knows the
// one behind it, so it is in one queue at a time.
#pragma once

#include "adapters/modbus/device/device.hpp"

namespace gatewarden::modbus {

class DeviceQueue {
 public:
  bool empty() const { return first_ == nullptr; }
  void push(Device& device);
  void push_front(Device& device);
  // The first that `fits`, or null.
  template <class Predicate>
  Device* take(Predicate fits) {
    Device** link = &first_;
    Device* before = nullptr;
    while (*link && !fits(**link)) {
      before = *link;
      link = &before->behind;
    }
    Device* found = *link;
    if (!found) return nullptr;
    *link = found->behind;
    if (last_ == found) last_ = before;
    found->behind = nullptr;
    return found;
  }

 private:
  Device* first_ = nullptr;
  Device* last_ = nullptr;
};

}  // namespace gatewarden::modbus
