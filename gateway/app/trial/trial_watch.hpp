// Looks at the gateway of a trial again and again and prints what is new. A reader who takes nothing costs it nothing:
// meanwhile nothing is looked at, and what he gets then is how it stands then.
#pragma once

#include <memory>

#include "gateway/base/clock.hpp"
#include "gateway/status/show/trial_account.hpp"
#include "gateway/status/snapshot.hpp"
#include "gateway/terminal/printer.hpp"

namespace gatewarden::app {

class TrialWatch {
 public:
  static constexpr Duration kBetweenLooks = std::chrono::milliseconds(500);
  // A look makes rows of all children, on the loop: it follows a pause of so many times what the last one took.
  static constexpr int kPausesPerLook = 20;

  // Begins at once; what it is given outlives it.
  TrialWatch(Clock& clock, const status::StatusSource& gateway, Printer& printer);

  // Looks a last time, and prints the state, whoever reads it. Whether every child's reports were taken.
  bool end();

 private:
  void look();

  Clock& clock_;
  const status::StatusSource& gateway_;
  Printer& printer_;
  status::TrialAccount account_;
  std::unique_ptr<Timer> look_;
};

}  // namespace gatewarden::app
