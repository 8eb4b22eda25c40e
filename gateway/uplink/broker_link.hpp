// The uplink's one connection over its many sessions.
//
// Attempts are spaced by full jitter up to 2 minutes and at least one second (AWS IoT's limit for a client
// id). Only a connection of 30 s resets the back-off. Two takeovers within a minute mean that another client
// uses our id: the two would evict each other for ever, so this one pauses for minutes and says so.
//
// Nothing is connected before the wall clock is set (a board without a battery starts in 1970 or at its
// image's date): certificates and report ids would get a wrong time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/uplink/reconnect_pauses.hpp"

namespace gatewarden {

class BrokerLink {
 public:
  enum class Ended : std::uint8_t { by_peer, by_us };
  enum class State { idle, waiting_for_clock, backing_off, connecting, connected, renewing, closed };
  // From the loop, never from inside a call of this class (except `down`, see restart).
  struct Events {
    std::function<void(const mqtt::ConnAck&)> up;
    // Open publishes were reported first, or are lost with the session. `reason`: the broker's, if any.
    std::function<void(Ended by, std::optional<std::uint8_t> reason)> down;
    std::function<void(const mqtt::Message&)> message;
    std::function<void(mqtt::Ticket, std::uint8_t reason, std::string_view why)> published;
    std::function<void(mqtt::Ticket, const std::vector<std::uint8_t>&)> subscribed;
  };
  BrokerLink(mqtt::Target target, Clock& clock, mqtt::SessionFactory sessions, std::uint64_t seed,
             Events events);
  ~BrokerLink();

  void start();
  // Ends the session at once (`down` follows, from inside) and reconnects after a pause.
  void restart(std::string why);
  // The session was of use, however short: earlier failures no longer delay the next attempt.
  void useful() { pauses_.useful(); }
  // Reconnects with another target (same host and client id) after at most half a second for what is under
  // way. `down` follows; send nothing until `up`.
  void renew(mqtt::Target target);
  // `closed` comes from the loop within a second.
  void close(std::function<void()> closed);

  State state() const { return state_; }
  bool up() const { return state_ == State::connected; }
  mqtt::Session& session() { return *session_; }  // only while up
  SteadyTime since() const { return since_; }
  std::string state_text() const;
  // Why the last session ended or none is begun; empty after a renewal.
  const std::string& last_error() const { return last_error_; }
  std::uint64_t reconnects() const { return ups_ > 1 ? ups_ - 1 : 0; }

 private:
  void attempt();
  void on_up(const mqtt::ConnAck& ack);
  void on_lost(const std::string& why, std::optional<std::uint8_t> reason);
  void back_off(std::optional<std::uint8_t> reason);
  void retry_after(Duration pause);
  void enter(State state);
  bool clock_is_set();

  mqtt::Target target_;
  Clock& clock_;
  mqtt::SessionFactory sessions_;
  Events events_;
  ReconnectPauses pauses_;
  std::unique_ptr<Timer> timer_;
  std::unique_ptr<mqtt::Session> session_;
  std::function<void()> closed_;
  State state_ = State::idle;
  SteadyTime since_{}, retry_at_{};
  std::optional<SteadyTime> last_attempt_;
  bool clock_warned_ = false;
  std::uint64_t ups_ = 0;
  std::string last_error_;
};

}  // namespace gatewarden
