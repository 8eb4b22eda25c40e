// What an uplink sends, when, and what it keeps back. What was under way when a session ended goes first, one
// at a time; then what the source has due; then copies for the mirrors, so that the copies of a fleet do not
// use up the tokens its reports wait for.
#pragma once

#include <optional>

#include "gateway/base/clock.hpp"
#include "gateway/batch/publication_source.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/uplink/mirrors.hpp"
#include "gateway/uplink/recent_rate.hpp"
#include "gateway/uplink/uplink_state.hpp"

namespace gatewarden {

class Sender {
 public:
  Sender(UplinkState& state, PublicationSource& source, Mirrors& mirrors);

  // Sends, or gives up, the next publish that may go now. False: none may.
  bool send_next(mqtt::Session& session);
  // When one may go, should nothing happen before; nothing where only an event can make it so.
  std::optional<SteadyTime> next() const;
  // From now on only what was due by then is pulled.
  void last_slot(SteadyTime due) { last_slot_ = due; }
  // All of that was pulled.
  bool exhausted() const { return exhausted_; }
  double publishes_per_second() const { return rate_.at(state_.now()); }

 private:
  bool send_alone(mqtt::Session& session);
  bool pull(mqtt::Session& session);
  bool send_copy(mqtt::Session& session);
  bool kept_back(Flight& flight);
  bool given_up(Flight& flight);
  bool too_large(Flight& flight);
  void transmit(Flight& flight, mqtt::Session& session);
  Pacer::Cost cost(const Flight& flight) const;
  std::optional<SteadyTime> next_alone() const;
  std::optional<SteadyTime> next_copy() const;

  UplinkState& state_;
  PublicationSource& source_;
  Mirrors& mirrors_;
  RecentRate rate_;
  Pacer::Cost typical_;  // of the last report: what the next one will probably need
  std::optional<SteadyTime> last_slot_;
  bool exhausted_ = false;
  bool source_empty_ = false;  // it had nothing when last asked
};

}  // namespace gatewarden
