// What the fleet file says about Modbus: the values behind the tables in modbus_settings.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "adapters/modbus/from.hpp"
#include "adapters/modbus/pdu.hpp"
#include "adapters/modbus/profile_settings.hpp"
#include "adapters/modbus/read_planner.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/config/section.hpp"

namespace gatewarden::modbus {

inline constexpr unsigned kMostOutstanding = 16;
// For a profile that does not say `every`.
inline constexpr Duration kDefaultEvery = std::chrono::seconds(10);

// links.<name>.modbus
struct LinkSettings {
  config::HostPort tcp;
  Duration timeout = std::chrono::milliseconds(500);  // for one answer
  Duration connect_timeout = std::chrono::seconds(3);
  unsigned outstanding = 1;  // requests under way, at most one per unit
  Duration pause_between{};  // between two requests
  bool close_after_poll = false;
  std::uint16_t max_registers = kMaxRegisters;  // of one read
  std::uint16_t max_gap = 16;                   // unwanted registers read along to save a request
  unsigned misses = 3;                          // unanswered requests in a row until a unit is offline
  unsigned retries = 1;                         // repeats of an unanswered request within a cycle
  bool spread = true;                           // readings over the period instead of all at once

  PlanLimits limits() const { return {max_registers, max_gap}; }
};

// A child's own keys.
struct UnitAddress {
  std::uint8_t unit = 0;
  friend bool operator==(const UnitAddress&, const UnitAddress&) = default;
};

config::Section<LinkSettings> link_section();
config::Section<UnitAddress> unit_section();

}  // namespace gatewarden::modbus
