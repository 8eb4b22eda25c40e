// Sends first what was under way when a session ended, one at a time; then what the source has due; then
// copies for mirrors, so that these do not use up the tokens of reports.
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

  // A session, with what it takes.
  void begin(const mqtt::ConnAck& announced);
  // Subscribes to answers if it is time to, and sends or gives up the next publish. False: none may go now.
  bool send_next(mqtt::Session& session);
  // When the next one may go, if no event comes first.
  std::optional<SteadyTime> next() const;
  // From now on, pulls only what was due by then.
  void last_slot(SteadyTime due) { last_slot_ = due; }
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
  std::optional<SteadyTime> next_publish(SteadyTime now) const;
  std::optional<SteadyTime> next_alone() const;
  std::optional<SteadyTime> next_copy() const;

  UplinkState& state_;
  PublicationSource& source_;
  Mirrors& mirrors_;
  RecentRate rate_;
  Pacer::Cost typical_;  // the last report's: an estimate
  std::optional<SteadyTime> last_slot_;
  bool exhausted_ = false;
  bool source_empty_ = false;  // when last asked
};

}  // namespace gatewarden
