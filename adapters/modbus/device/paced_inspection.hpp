// A unit's inspection, at the end of a cycle, paced so that an unanswered question does not cost the unit its
// next reading where the period leaves room for both. Pure.
#pragma once

#include <memory>

#include "adapters/modbus/device/poll_grid.hpp"
#include "adapters/modbus/identity/inspection.hpp"

namespace gatewarden::modbus {

class PacedInspection {
 public:
  // Null: the unit is not inspected.
  explicit PacedInspection(std::unique_ptr<Inspection> inspection) : inspection_(std::move(inspection)) {}

  // Null where there is none.
  Inspection* get() const { return inspection_.get(); }
  // Whether it has a request now. `grid`: the unit's readings; `timeout`: for one answer.
  bool begin(const PollGrid& grid, Duration timeout, SteadyTime now);
  // Drops a dialogue under way.
  void abandon() {
    if (inspection_) inspection_->abandon();
  }

 private:
  std::unique_ptr<Inspection> inspection_;
  unsigned put_off_ = 0;  // cycles that ended too late for it
};

}  // namespace gatewarden::modbus
