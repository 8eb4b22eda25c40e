// Sent and received traffic, as counters that only rise. The kernel counts per interface; interfaces come, go and restart,
// and begin or cease to count, so their plain sum would jump. Therefore the growth of each is summed. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "adapters/host/kernel/proc_net.hpp"
#include "gateway/sample/falls.hpp"

namespace gatewarden::host {

struct TrafficTotals {
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t packets_in = 0;
  std::uint64_t packets_out = 0;
  friend bool operator==(const TrafficTotals&, const TrafficTotals&) = default;
};

// One of an interface's counters. Where it fell (recreated, driver reset, 32-bit wrap), it counts again after a
// few readings; what leads back to where it was is no traffic.
class InterfaceCounter {
 public:
  explicit InterfaceCounter(std::uint64_t first) : last_(first) {}
  // Growth since the reading before.
  std::uint64_t take(std::uint64_t reading);

 private:
  std::uint64_t last_;
  Falls<std::uint64_t> falls_;
};

class Traffic {
 public:
  using Counts = std::function<bool(const std::string& interface)>;
  // Totals after this reading; zero after the first. A new interface counts from here: it may have a history.
  const TrafficTotals& take(const std::vector<InterfaceCounters>& reading, const Counts& counts);

 private:
  using Counters = std::array<InterfaceCounter, 4>;  // in the order of TrafficTotals

  std::map<std::string, Counters> known_;  // also of those that do not count now
  TrafficTotals totals_;
};

}  // namespace gatewarden::host
