#include "adapters/modbus/poll/line_doubts.hpp"

#include <algorithm>

namespace gatewarden::modbus {

void LineDoubts::reset() {
  answered();
  expected();
}

void LineDoubts::unanswered(std::uint8_t unit, bool unfit) {
  ++silence_;
  any_unfit_ = any_unfit_ || unfit;
  silent_.set(unit);
}

void LineDoubts::answered() {
  silence_ = 0;
  any_unfit_ = false;
  silent_.reset();
  misnumbered_.reset();
}

bool LineDoubts::seems_dead(std::size_t devices, unsigned units) const {
  return silence_ >= limit(static_cast<unsigned>(devices)) && silent_.count() >= std::min(2u, units);
}

// A serial line has no connection that could be dead: as many as it has devices.
unsigned LineDoubts::limit(unsigned devices) const {
  return std::max(misses_, is_rtu_ ? devices : std::min(devices, 2 * places_));
}

}  // namespace gatewarden::modbus
