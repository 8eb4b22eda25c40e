// A child's counters as stored with its last report (gateway/store/FORMAT.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/report/counter_readings.hpp"

namespace gatewarden::app {

struct StoredCounters {
  std::uint64_t source = 0;  // fingerprint of their origin; 0: nothing that lasts
  CounterReadings readings;
};

// "4b192151b0bc1479;energy_wh delta 32 n1209 1795700890514": source, then readings.
std::string to_text(const StoredCounters& counters, ClockPair now);
StoredCounters parse_stored_counters(std::string_view text, ClockPair now);

}  // namespace gatewarden::app
