// What comes back to an uplink: acknowledgements, verdicts, the end of a session; and what follows for the
// publishes they are about.
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

namespace gatewarden {

class Receiver {
 public:
  // `ours`: see Uplink::Parts.
  Receiver(UplinkState& state, std::function<bool(std::string_view thing)> ours);

  // The broker took the publish, or refused it.
  void acknowledged(Flight& flight, std::uint8_t reason, std::string why);
  // Publishes under way wait to be sent again. True: the search for a guilty one got on, and the next
  // connection may be made at once.
  bool session_ended(bool by_peer, std::optional<std::uint8_t> reason);
  // True: it was the verdict that a report waited for.
  bool heard(const mqtt::Message& message);

  const std::string& last_bad_answer() const { return last_bad_answer_; }

 private:
  void taken(Flight& flight);
  void refused(Flight& flight, std::uint8_t reason, std::string why);
  void quarantine(Flight& flight, Quarantine::Cause cause, std::string code, const std::string& why);
  void withhold_unsent();
  void not_awaited(std::string_view thing, const mqtt::Message& message);
  void unreadable(const mqtt::Message& message);
  void charge(const mqtt::Message& message);

  UplinkState& state_;
  const std::function<bool(std::string_view)> ours_;
  Suspects suspects_;
  std::string last_bad_answer_;  // topic and beginning, unreadable bytes as \xNN
};

}  // namespace gatewarden
