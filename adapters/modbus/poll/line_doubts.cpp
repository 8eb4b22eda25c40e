#include "adapters/modbus/poll/line_doubts.hpp"

#include <algorithm>

namespace gatewarden::modbus {

void LineDoubts::reset() {
  heard();
  expected();
}

void LineDoubts::unanswered(std::uint8_t unit) {
  ++silence_;
  silent_.set(unit);
}

void LineDoubts::heard() {
  silence_ = 0;
  silent_.reset();
}

bool LineDoubts::seems_dead(std::size_t devices, unsigned units) const {
  return silence_ >= limit(static_cast<unsigned>(devices)) && silent_.count() >= std::min(2u, units);
}

// A serial line has no connection that could be dead: as many as it has devices.
unsigned LineDoubts::limit(unsigned devices) const {
  return std::max(misses_, is_rtu_ ? devices : std::min(devices, 2 * places_));
}

}  // namespace gatewarden::modbus
