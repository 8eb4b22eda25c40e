// Which publish is guilty where the broker hangs up in the place of an answer. Only a publish that was alone
// under way can be found out: at once where the broker gave the reason, after its second hang-up where it
// gave none. Pure: time is an argument.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/uplink/flights.hpp"
#include "gateway/uplink/quarantine.hpp"
#include "gateway/uplink/uplink_settings.hpp"

namespace gatewarden {

class Suspects {
 public:
  static constexpr unsigned kLossesAlone = 2;
  static constexpr Duration kAtOnce = std::chrono::seconds(10);
  // So many hang-ups in a row are found out as fast as connections may be made; if nothing at all is
  // acknowledged in between, the whole policy is wrong, and haste helps nobody.
  static constexpr unsigned kHastyHangUps = 20;

  // Whether a session that its peer ended was the answer to the one publish under way, sent so long ago:
  // a hang-up that answers comes at once, a network that fails takes whatever is under way; and some
  // reasons speak of the connection.
  static bool is_answer(std::optional<std::uint8_t> reason, Duration since_sent);

  // The broker hung up on `alone`, and that was its answer. Gives what the topic goes into quarantine for, if
  // that is certain now; `quarantined`: it is there already.
  std::optional<Quarantine::Cause> hung_up(Flight& alone, std::optional<std::uint8_t> reason,
                                           bool quarantined);
  // Whether the next connection need not wait for the sake of this hang-up.
  bool in_haste() const { return hang_ups_without_acknowledgement_ <= kHastyHangUps; }
  void acknowledged() { hang_ups_without_acknowledgement_ = 0; }

 private:
  unsigned hang_ups_without_acknowledgement_ = 0;
};

// What a reason code of a PUBACK or DISCONNECT says of the topic; nothing for all others.
std::optional<Quarantine::Cause> cause_of(std::optional<std::uint8_t> reason);

// Why a topic is in quarantine, and what would let it in. `why`: what the broker said.
std::string quarantine_words(Quarantine::Cause cause, const std::string& why, Permission permitted_by,
                             std::string_view topic, std::string_view endpoint);

}  // namespace gatewarden
