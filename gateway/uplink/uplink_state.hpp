// What sender and receiver share.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/batch/publication_source.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/uplink/answer_subscriptions.hpp"
#include "gateway/uplink/endings.hpp"
#include "gateway/uplink/flights.hpp"
#include "gateway/uplink/pacer.hpp"
#include "gateway/uplink/publish_window.hpp"
#include "gateway/uplink/quarantine.hpp"
#include "gateway/uplink/uplink_settings.hpp"
#include "gateway/uplink/uplink_snapshot.hpp"

namespace gatewarden {

struct UplinkState {
  UplinkState(UplinkSettings wanted, const Clock& time, OutcomeSink& outcomes, std::uint64_t seed);

  SteadyTime now() const { return clock.now(); }
  // Tells the flight's one outcome; may erase the flight.
  void settle(Flight& flight, Ending ending);
  // Settles all that is open.
  void settle_rest();

  UplinkSettings settings;
  const Clock& clock;
  OutcomeSink& sink;
  Pacer pacer;
  Flights flights;
  Quarantine quarantine;
  AnswerSubscriptions answers;
  PublishWindow window;
  mqtt::ConnAck ack;  // of this or the last session
  UplinkCounters count;
  std::string last_error;
};

}  // namespace gatewarden
