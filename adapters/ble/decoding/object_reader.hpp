// Bytes of a payload taken one piece after the other. What is cut ends the reading, and is the fault.
#pragma once

#include <cstddef>
#include <cstdint>

#include "adapters/ble/air/bytes.hpp"
#include "adapters/ble/decoding/decoded.hpp"

namespace gatewarden::ble {

class ObjectReader {
 public:
  ObjectReader(Bytes bytes, Decoded& into) : rest_(bytes), into_(into) {}

  bool done() const { return rest_.empty(); }
  Bytes rest() const { return rest_; }
  std::uint8_t byte() {  // only if not done
    const std::uint8_t first = rest_[0];
    rest_ = rest_.subspan(1);
    return first;
  }
  // False: that many are not left; then it is done.
  bool take(std::size_t count, Bytes& taken) {
    if (rest_.size() < count) {
      stop(Fault::truncated);
      return false;
    }
    taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return true;
  }
  void stop(Fault why) {
    into_.fail(why);
    rest_ = {};
  }

 private:
  Bytes rest_;
  Decoded& into_;
};

}  // namespace gatewarden::ble
