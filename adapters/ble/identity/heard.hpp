// An advertisement that is taken apart when somebody first asks: what strangers send is mostly not.
#pragma once

#include "adapters/ble/air/advertisement.hpp"
#include "adapters/ble/air/elements.hpp"

namespace gatewarden::ble {

class Heard {
 public:
  // `room`: for its elements, used again for the next one.
  Heard(const Advertisement& told, Elements& room) : told_(told), room_(room) {}

  const Advertisement& told() const { return told_; }
  const Elements& elements() const {
    if (!read_) room_.read(told_.payload);
    read_ = true;
    return room_;
  }

 private:
  const Advertisement& told_;
  Elements& room_;
  mutable bool read_ = false;
};

}  // namespace gatewarden::ble
