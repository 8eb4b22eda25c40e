// Whether the token (SVCUID) is dead. Only a restart by the nucleus brings a new one, so this is the one case
// in which a component should end; but lite gives a component up after three failed starts within an hour, so
// it must not end by mistake. Pure: time is an argument.
//
// The classic nucleus refuses a token in its answer. Lite hangs up before any answer, as does a nucleus that
// is going down or has too many clients. The difference:
//  - one hang-up says nothing; three in a row, each on a connection the nucleus had taken, do;
//  - a token that was accepted in this process and is refused now belongs to a nucleus restarted since;
//  - a token that never was accepted is fresh, so the fault is likely to be elsewhere and to pass: only half
//    an hour of hang-ups counts. A process that runs so long cannot fail three times within an hour.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"

namespace gatewarden::greengrass {

// The token is dead: called from the loop, after the session's `lost` with the reason "not authorized".
using TokenRefused = std::function<void(const std::string& why)>;

class TokenWatch {
 public:
  static constexpr unsigned kHangUps = 3;
  static constexpr Duration kFreshToken = std::chrono::minutes(30);

  void accepted() {
    was_accepted_ = true;
    no_hang_up();
  }
  // An attempt ended in another way: the nucleus is not hanging up on us.
  void no_hang_up() {
    hang_ups_ = 0;
    since_.reset();
  }
  // The nucleus took the connection and ended it without an answer. True: the token is dead.
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
