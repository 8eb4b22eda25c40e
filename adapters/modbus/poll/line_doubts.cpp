#include "adapters/modbus/poll/line_doubts.hpp"

#include <algorithm>

#include "adapters/modbus/wire/request_text.hpp"

namespace gatewarden::modbus {

void LineDoubts::reset() {
  answered();
  expected();
  in_time_ = false;
}

void LineDoubts::unanswered(std::uint8_t unit, bool unfit) {
  ++silence_;
  any_unfit_ = any_unfit_ || unfit;
  silent_.set(unit);
}

bool LineDoubts::answered_late() {
  expected();
  if (in_time_) return false;
  answered();
  in_time_ = false;
  return true;
}

void LineDoubts::answered() {
  in_time_ = true;
  silence_ = 0;
  any_unfit_ = false;
  silent_.reset();
  misnumbered_.reset();
}

std::string LineDoubts::text() const {
  std::string text = any_unfit_ ? "no fitting answer to " : "no answer to ";
  text += std::to_string(silence_) + " requests in a row";
  if (misnumbered_) text += "; " + other_id_text(misnumbered_->came, misnumbered_->asked);
  return text;
}

bool LineDoubts::seems_dead(std::size_t devices, unsigned units) const {
  return silence_ >= limit(static_cast<unsigned>(devices)) && silent_.count() >= std::min(2u, units);
}

// A serial line has no connection that could be dead: as many as it has devices.
unsigned LineDoubts::limit(unsigned devices) const {
  return std::max(misses_, is_rtu_ ? devices : std::min(devices, 2 * places_));
}

}  // namespace gatewarden::modbus
