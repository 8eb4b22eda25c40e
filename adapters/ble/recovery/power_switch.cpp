#include "adapters/ble/recovery/power_switch.hpp"

#include <chrono>

namespace gatewarden::ble {

namespace {

using std::chrono::seconds;
constexpr Duration kAfterOthers = seconds(2), kAfterOurs = seconds(1), kAgain = seconds(20),
                   kDeliberate = seconds(60);

}  // namespace

std::string PowerSwitch::went_off(SteadyTime now) {
  on_at_.reset();
  if (switched_on_ && now - *switched_on_ < kDeliberate) {
    return "the adapter was switched off again right after it was switched on here: left off until somebody switches it on";
  }
  on_at_ = now + kAfterOthers;
  return "the adapter is switched off; it is switched on once";
}

Verb PowerSwitch::wish(bool powered, SteadyTime now) const {
  if (powered) return off_ ? Verb::power_off : Verb::none;
  return on_at_ && now >= *on_at_ ? Verb::power_on : Verb::none;
}

std::string PowerSwitch::answered(Verb verb, Outcome outcome, std::string_view words, SteadyTime now) {
  off_ = false;
  if (verb == Verb::power_off) {
    if (outcome != Outcome::done) return "the adapter cannot be switched off (" + std::string(words) + ")";
    switched_on_.reset();
    on_at_ = now + kAfterOurs;
    return "";
  }
  if (outcome == Outcome::done) {
    switched_on_ = now;
    return "";
  }
  on_at_ = now + kAgain;
  return "the adapter cannot be switched on (" + std::string(words) +
         "); where rfkill blocks it: rfkill unblock bluetooth";
}

}  // namespace gatewarden::ble
