#include "gateway/app/trial/trial_watch.hpp"

#include <unistd.h>

#include <algorithm>

#include "gateway/status/show/gateway_page.hpp"
#include "gateway/terminal/terminal.hpp"

namespace gatewarden::app {
namespace {

Screen paper() {
  Screen screen = screen_of(STDOUT_FILENO);
  screen.rows = 0;  // may scroll
  return screen;
}

}  // namespace

TrialWatch::TrialWatch(Clock& clock, const status::StatusSource& gateway, Printer& printer)
    : clock_(clock), gateway_(gateway), printer_(printer), look_(clock_.timer([this] { look(); })) {
  look_->arm(clock_.now() + kBetweenLooks);
}

void TrialWatch::look() {
  const SteadyTime began = clock_.now();
  if (printer_.idle()) printer_.print(account_.tell(gateway_.snapshot(status::Depth::children), paper()));
  const SteadyTime now = clock_.now();
  look_->arm(now + std::max(kBetweenLooks, kPausesPerLook * (now - began)));
}

bool TrialWatch::end() {
  look_->cancel();
  const auto last = gateway_.snapshot(status::Depth::children);
  printer_.print(account_.tell(last, paper()) + "\n" + status::gateway_page(last, paper()) +
                 status::trial_verdict(last) + "\n");
  return status::all_taken(last);
}

}  // namespace gatewarden::app
