// A unit's inspection after its readings. If the period has room for both, an unanswered question must not
// cost the next reading. Pure.
#pragma once

#include <memory>

#include "adapters/modbus/device/poll_grid.hpp"
#include "adapters/modbus/identity/inspection.hpp"

namespace gatewarden::modbus {

class PacedInspection {
 public:
  // Null: none.
  explicit PacedInspection(std::unique_ptr<Inspection> inspection) : inspection_(std::move(inspection)) {}

  Inspection* get() const { return inspection_.get(); }
  // Whether to ask now. `grid`: of the readings; `timeout`: for one answer.
  bool begin(const PollGrid& grid, Duration timeout, SteadyTime now);
  void abandon() {
    if (inspection_) inspection_->abandon();
  }

 private:
  std::unique_ptr<Inspection> inspection_;
  unsigned put_off_ = 0;  // cycles, in a row
};

}  // namespace gatewarden::modbus
