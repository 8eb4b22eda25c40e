#include "adapters/modbus/device/paced_inspection.hpp"

namespace gatewarden::modbus {
namespace {

// After as many cycles without time, the inspection comes all the same.
constexpr unsigned kMaxPutOff = 10;

}  // namespace

bool PacedInspection::begin(const PollGrid& grid, Duration timeout, SteadyTime now) {
  if (!inspection_) return false;
  const Duration period = grid.period();
  // The grid's jitter must not delay it by a cycle.
  if (!inspection_->begin(now, period / 2)) return false;
  const bool has_time = period <= 2 * timeout || grid.after(now) - now > timeout;
  if (!has_time && ++put_off_ < kMaxPutOff) return false;
  put_off_ = 0;
  return true;
}

}  // namespace gatewarden::modbus
