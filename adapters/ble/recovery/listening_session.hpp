// How one adapter listens for us: by discovery, or by an advertisement monitor. Pure; the time is an argument.
#pragma once

#include <chrono>
#include <cstdint>

#include "adapters/ble/recovery/verb.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

class ListeningSession {
 public:
  static constexpr Duration kActivation = std::chrono::seconds(10);  // of a monitor that was taken

  bool listens() const { return scanning_ || monitor_ == Monitor::active; }
  bool is_scanning() const { return scanning_; }
  // Whether nothing is hidden, and BlueZ makes no pauses.
  bool is_filtered() const { return monitor_ == Monitor::active || filtered_; }
  SteadyTime activation_until() const {
    return monitor_ == Monitor::offered ? offered_at_ + kActivation : SteadyTime::max();
  }

  // `stop`: it is to be begun anew, or to pause.
  Verb wish_of_monitor(bool stop) const;
  Verb wish_of_discovery(bool stop, bool pausing) const;

  void filter_answered(Outcome outcome);
  // `discovering`: what BlueZ says of the adapter. Whether it is settled; if not, StartDiscovery is to be asked again in
  // kInProgress, or StopDiscovery before.
  static constexpr Duration kInProgress = std::chrono::seconds(3);
  enum class Started : std::uint8_t { yes, ask_again, stop_before };
  Started start_answered(Outcome outcome, bool discovering);
  void monitor_taken(SteadyTime now);
  void monitor_activated() { monitor_ = Monitor::active; }
  void monitor_gone() { monitor_ = Monitor::none; }
  void ended() { scanning_ = filter_set_ = false; }
  void forget() { *this = {}; }

 private:
  enum class Monitor : std::uint8_t { none, offered, active };
  bool filter_set_ = false, filtered_ = true, scanning_ = false;
  Monitor monitor_ = Monitor::none;
  SteadyTime offered_at_{};
  unsigned in_progress_ = 0;
};

}  // namespace gatewarden::ble
