#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/batch/publication.hpp"
#include "gateway/uplink/quarantine.hpp"

namespace gatewarden {

struct UplinkCounters {
  std::uint64_t published = 0;  // including resent ones
  std::uint64_t bytes = 0;      // of payload
  std::uint64_t acked = 0;
  OutcomeCounts<std::uint64_t> outcomes;
  std::uint64_t resent = 0;
  std::uint64_t copies = 0;                 // to mirrors, acknowledged
  std::uint64_t copies_dropped = 0;         // no room, or refused
  std::uint64_t foreign_answers = 0;        // for others' things, which the wildcard matches too
  std::uint64_t crowding_answers = 0;       // of these and of those no report awaits, beyond strangers' share
  std::uint64_t stale_answers = 0;          // ours, but no report awaits it
  std::uint64_t bad_answers = 0;            // cannot be decoded
  std::uint64_t answer_renewals = 0;        // because answers had stopped
  std::uint64_t reconnects = 0;             // connections after the first
  std::optional<SteadyTime> last_accepted;  // a report by the service

  std::map<std::string, std::uint64_t> by_name() const;
};

struct UplinkSnapshot {
  bool connected = false;  // and no outage
  bool connecting = false;
  std::string state;   // "connected", "connecting", "waiting 12 s", "waiting for the clock", "closed"
  std::string outage;  // why nothing is taken although connected; empty: no such outage
  std::optional<SteadyTime> since;  // of that state
  std::string endpoint;             // "mqtts://host:8883"
  std::string detail;               // "MQTT 5 as plant7-gw, answers by wildcard"
  std::string limits;               // "95 publishes/s, 500 KB/s, 20 in flight"
  std::string floor_text;
  bool awaits_answers = false;                // to every report of every thing
  std::size_t in_flight = 0;                  // unacknowledged
  std::size_t waiting_answers = 0;            // acknowledged, no verdict yet
  std::size_t quarantined = 0;                // topics the broker refuses
  std::vector<Quarantine::Entry> quarantine;  // the first ten
  std::size_t waiting_copies = 0;             // for mirrors
  double publishes_per_second = 0;            // over about 10 s
  std::string last_error;                     // kept even after recovery,
  std::optional<SteadyTime> last_error_at;    // with its time
  std::string last_bad_answer;                // topic, why and beginning, unreadable bytes as \xNN
  UplinkCounters count;

  std::string state_in_full() const;  // with the outage
  std::map<std::string, std::uint64_t> counters() const { return count.by_name(); }
};

}  // namespace gatewarden
