// What sender and receiver share.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

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
#include "gateway/uplink/watch/answer_watch.hpp"
#include "gateway/uplink/watch/outage.hpp"

namespace gatewarden {

struct LastError {
  std::string text;  // empty: none yet
  SteadyTime at{};
};

struct UplinkState {
  UplinkState(UplinkSettings wanted, const Clock& time, OutcomeSink& outcomes, std::uint64_t seed,
              UplinkCounters* counters);

  SteadyTime now() const { return clock.now(); }
  void error(std::string text) { last_error = {std::move(text), now()}; }
  // The peer takes nothing for now, or takes something again: told once a change.
  void refused_for_now(const std::string& why);
  void taken_again();
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
  AnswerWatch answer_watch;
  Outage outage;
  PublishWindow window;
  mqtt::ConnAck ack;  // of this or the last session
  PayloadRoom room;   // from it, for any topic
  UplinkCounters own_count;
  UplinkCounters& count;
  LastError last_error;
};

}  // namespace gatewarden
