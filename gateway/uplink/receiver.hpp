// What comes back: acknowledgements, verdicts, ends of sessions; and what follows for the publishes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/mqtt/session.hpp"
#include "gateway/uplink/quarantine.hpp"
#include "gateway/uplink/suspects.hpp"
#include "gateway/uplink/uplink_state.hpp"
#include "gateway/uplink/watch/crowding.hpp"

namespace gatewarden {

class Receiver {
 public:
  // `ours`: see Uplink::Parts.
  Receiver(UplinkState& state, std::function<bool(std::string_view thing)> ours);

  void acknowledged(Flight& flight, std::uint8_t reason, std::string why);
  // Publishes under way will be sent again. True: the search for a guilty one advanced; reconnect at once.
  bool session_ended(bool by_peer, std::optional<std::uint8_t> reason);
  // True: it was the verdict of a waiting report.
  bool heard(const mqtt::Message& message);

  // By answers to others' things.
  bool crowded() const { return to_others_.lasts(state_.now()); }
  // That strangers' answers crowd ours out, with the remedy; empty: they do not.
  std::string crowd() const;
  const std::string& last_bad_answer() const { return last_bad_answer_; }

 private:
  void taken(Flight& flight);
  void refused(Flight& flight, std::uint8_t reason, std::string why);
  void quarantine(Flight& flight, Quarantine::Cause cause, std::string code, const std::string& why);
  void withhold_unsent();
  void stale(const mqtt::Message& message);
  static void answers_again();
  void not_awaited(std::string_view thing, const mqtt::Message& message);
  void unasked(const mqtt::Message& message);
  void charge(const mqtt::Message& message, Crowding& crowding);
  void unreadable(const mqtt::Message& message, const std::string& why);

  UplinkState& state_;
  const std::function<bool(std::string_view)> ours_;
  Suspects suspects_;
  Crowding to_others_, to_ours_;  // answers to their things, and to ours
  std::string last_bad_answer_;   // topic, why and beginning, unreadable bytes as \xNN
};

}  // namespace gatewarden
