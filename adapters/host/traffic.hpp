// Sent and received traffic, as counters that only rise. The kernel counts per interface; interfaces come, go and restart,
// and begin or cease to count, so their plain sum would jump. Therefore the growth of each is summed. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "adapters/host/kernel/proc_net.hpp"

namespace gatewarden::host {

struct TrafficTotals {
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t packets_in = 0;
  std::uint64_t packets_out = 0;
  friend bool operator==(const TrafficTotals&, const TrafficTotals&) = default;
};

class Traffic {
 public:
  using Counts = std::function<bool(const std::string& interface)>;
  // Totals after this reading; zero after the first. A new interface, or one whose counter fell (recreated,
  // driver reset, 32-bit wrap), counts from here: its earlier traffic may not be new.
  const TrafficTotals& take(const std::vector<InterfaceCounters>& reading, const Counts& counts);

 private:
  std::map<std::string, InterfaceCounters> before_;  // also of those that do not count now
  TrafficTotals totals_;
};

}  // namespace gatewarden::host
