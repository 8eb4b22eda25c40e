// Whether a link's silence may be judged. The answers to the keep-alives of a paused session wait unread behind what it does
// not want yet, so its library would take a living broker for a dead one. Until it has caught up the broker is told that
// the session lives, and nothing is judged. It has when nothing comes between two looks without a keep-alive. Pure.
#pragma once

#include <cstdint>
#include <utility>

namespace gatewarden::mqtt {

class KeepAliveTurns {
 public:
  enum class Turn : std::uint8_t {
    judge,  // the library does: sends its keep-alives, and tells if one is not answered
    ping,   // a keep-alive, whose answer nobody awaits
    wait,
  };

  void paused() { behind_ = came_ = true; }
  // Bytes of the broker.
  void came() { came_ = true; }
  // At each look: four within a keep-alive. `reading`: the session is not paused, and nothing waits before it.
  Turn next(bool reading) {
    if (!behind_) return Turn::judge;
    const bool came = std::exchange(came_, !reading);
    if (std::exchange(answer_due_, false)) return Turn::wait;
    behind_ = came || !reading;
    answer_due_ = behind_;
    return behind_ ? Turn::ping : Turn::judge;
  }

 private:
  bool behind_ = false;      // some answer may wait unread
  bool came_ = true;         // since the last look, or it was not looked for
  bool answer_due_ = false;  // to the keep-alive of the last look
};

}  // namespace gatewarden::mqtt
