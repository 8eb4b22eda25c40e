// Whether a gateway whose loop runs does what it is for, or is better started again (`gatewarden health`).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/batch/batcher.hpp"
#include "gateway/status/snapshot.hpp"
#include "gateway/store/store.hpp"
#include "gateway/uplink/uplink.hpp"

namespace gatewarden::app {

struct Pulse {
  // Each child's slot comes once an interval. The rest is for a reload that moves slots, and for a slow broker.
  static constexpr int kIntervals = 2;
  static constexpr Duration kGrace = std::chrono::minutes(1);
  // An attempt to connect ends within seconds, well or not.
  static constexpr Duration kLongestAttempt = std::chrono::minutes(5);

  struct Way {
    bool open = false;        // reports are taken
    bool connecting = false;  // an attempt is under way
    std::string state;        // in words, for an outage
    std::optional<SteadyTime> since;
  };
  std::uint64_t children = 0;
  Duration interval{};                  // between two reports of a child
  SteadyTime began{};                   // the run, or the fleet in force
  std::optional<SteadyTime> last_turn;  // of a child: BatchTotals
  std::optional<Way> uplink;            // nothing: none configured
  std::string store_fault;              // empty: it writes
};

// As these rooms tell, but for `began`. `uplink`: null: none configured.
Pulse pulse_of(const Batcher& batcher, const Store& store, const Uplink* uplink);

// Healthy: slots come and are served, or nobody takes reports and the gateway tries on, which a new start would not do
// better. Not healthy: reports could leave, and none did for kIntervals and kGrace; or an attempt to connect hangs.
status::Health health_of(const Pulse& pulse, SteadyTime now);

}  // namespace gatewarden::app
