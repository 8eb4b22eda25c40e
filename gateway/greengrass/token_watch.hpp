// Decides whether the token (SVCUID) is dead. Only a restart by the nucleus brings a new one, so only
// then should a component end. It must not end by mistake: lite gives up a component after three failed
// starts within an hour. Pure.
//
// The classic nucleus answers that a token is refused. Lite hangs up, as does a nucleus that is stopping or
// has too many clients. The difference:
//  - one hang-up says nothing; three in a row, each on an accepted connection, do;
//  - a token accepted by this process and refused now is of a nucleus restarted since;
//  - a token never accepted is fresh, so the fault is probably elsewhere and passes: only half an hour of
//    hang-ups counts. A process that runs so long cannot fail three times within an hour.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"

namespace gatewarden::greengrass {

// The token is dead. From the loop, after the session's `lost` with the reason "not authorized".
using TokenRefused = std::function<void(const std::string& why)>;

class TokenWatch {
 public:
  static constexpr unsigned kHangUps = 3;
  static constexpr Duration kFreshToken = std::chrono::minutes(30);

  void accepted() {
    was_accepted_ = true;
    no_hang_up();
  }
  // An attempt ended in another way.
  void no_hang_up() {
    hang_ups_ = 0;
    since_.reset();
  }
  // The nucleus accepted the connection and ended it unanswered. True: the token is dead.
  bool hung_up(SteadyTime now) {
    if (!since_) since_ = now;
    if (++hang_ups_ < kHangUps) return false;
    return was_accepted_ || now - *since_ >= kFreshToken;
  }

 private:
  bool was_accepted_ = false;
  unsigned hang_ups_ = 0;
  std::optional<SteadyTime> since_;
};

}  // namespace gatewarden::greengrass
