// Finds the publish on which a broker hangs up. Only one alone under way can be guilty: at once if the broker
// gave the reason, otherwise after its second hang-up. Pure.
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
  // So many hang-ups in a row are searched without pauses. If nothing is acknowledged meanwhile,
  // the whole policy is wrong.
  static constexpr unsigned kHastyHangUps = 20;

  // Whether the peer ended the session as an answer to the one publish under way. Such a hang-up comes at
  // once, a network failure at any time; and some reasons concern the connection.
  static bool is_answer(std::optional<std::uint8_t> reason, Duration since_sent);

  // The broker hung up on `alone`. Returns the cause for quarantine once that is certain.
  // `quarantined`: its topic already is.
  std::optional<Quarantine::Cause> hung_up(Flight& alone, std::optional<std::uint8_t> reason,
                                           bool quarantined);
  // The next connection need not wait because of this hang-up.
  bool in_haste() const { return hang_ups_without_acknowledgement_ <= kHastyHangUps; }
  void acknowledged() { hang_ups_without_acknowledgement_ = 0; }

 private:
  unsigned hang_ups_without_acknowledgement_ = 0;
};

// What the reason code of a PUBACK or DISCONNECT says of the topic, if anything.
std::optional<Quarantine::Cause> cause_of(std::optional<std::uint8_t> reason);

// Why a topic is quarantined, and the remedy. `why`: the broker's words.
std::string quarantine_words(Quarantine::Cause cause, const std::string& why, Permission permitted_by,
                             std::string_view topic, std::string_view endpoint);

}  // namespace gatewarden
