#include "adapters/ble/recovery/listening_session.hpp"

namespace gatewarden::ble {

namespace {

constexpr unsigned kStartsInProgress = 2;

}  // namespace

Verb ListeningSession::wish_of_monitor(bool stop) const {
  if (stop && monitor_ != Monitor::none) return Verb::withdraw_monitor;
  return monitor_ == Monitor::none ? Verb::offer_monitor : Verb::none;
}

Verb ListeningSession::wish_of_discovery(bool stop, bool pausing) const {
  if ((pausing || stop) && scanning_) return Verb::stop_discovery;
  if (pausing) return Verb::none;
  if (!filter_set_) return Verb::set_filter;
  return scanning_ ? Verb::none : Verb::start_discovery;
}

void ListeningSession::filter_answered(Outcome outcome) {
  filter_set_ = true;
  filtered_ = outcome == Outcome::done;
}

// InProgress: a session of ours runs, or BlueZ was just busy. Asked twice more, it is told apart by what BlueZ says of the
// adapter: a session of ours without discovery is one that runs no more.
ListeningSession::Started ListeningSession::start_answered(Outcome outcome, bool discovering) {
  if (outcome == Outcome::in_progress && in_progress_ < kStartsInProgress) {
    ++in_progress_;
    return Started::ask_again;
  }
  in_progress_ = 0;
  scanning_ = true;
  return outcome == Outcome::done || discovering ? Started::yes : Started::stop_before;
}

void ListeningSession::monitor_taken(SteadyTime now) {
  if (monitor_ == Monitor::active) return;  // activated before it was answered
  monitor_ = Monitor::offered;
  offered_at_ = now;
}

}  // namespace gatewarden::ble
