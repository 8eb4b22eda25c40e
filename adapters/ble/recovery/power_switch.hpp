// Whether and when an adapter is switched on or off. Pure; the time is an argument.
//
// Switched off by somebody else, it is switched on once: who switches it off again within a minute means it, and it is left
// off until somebody switches it on. Where it cannot be switched on (rfkill) it is tried again every 20 s. Off only for a
// recovery, and then on again at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/ble/recovery/verb.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

class PowerSwitch {
 public:
  // It is off, or was switched off. What is to be said.
  std::string went_off(SteadyTime now);
  void came_on() { on_at_.reset(); }
  void cycle(bool wish) { off_ = wish; }
  Verb wish(bool powered, SteadyTime now) const;
  // To power_on or power_off. What is to be said if it was not done.
  std::string answered(Verb verb, Outcome outcome, std::string_view words, SteadyTime now);
  const std::optional<SteadyTime>& due() const { return on_at_; }
  void forget() { *this = {}; }

 private:
  bool off_ = false;
  std::optional<SteadyTime> on_at_;        // when it is to be switched on
  std::optional<SteadyTime> switched_on_;  // by us
};

}  // namespace gatewarden::ble
