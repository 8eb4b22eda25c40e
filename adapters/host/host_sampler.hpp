// Reads the machine once, each group separately: an unreadable one costs only its own metrics.
#pragma once

#include <functional>
#include <vector>

#include "adapters/host/gauges.hpp"
#include "adapters/host/host_sources.hpp"
#include "adapters/host/kernel/proc_net.hpp"
#include "adapters/host/traffic.hpp"
#include "gateway/base/result.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden::host {

struct TcpSockets {
  PortList listening;
  ConnectionList established;
};

struct HostReading {
  Result<TcpSockets> tcp = Error{};
  Result<PortList> udp = Error{};
  Result<TrafficTotals> traffic = Error{};
  std::vector<std::string> counted;  // the interfaces that it is the sum of
  std::vector<GaugeReading> gauges;
};

// On the caller's thread: some milliseconds for ten thousand sockets.
class HostSampler {
 public:
  // Of one socket table, about 400,000 sockets; a longer one is unknown, not half counted.
  static constexpr std::size_t kMaxTableBytes = 64 * 1024 * 1024;

  explicit HostSampler(HostSources sources);
  HostReading read();

 private:
  Result<void> read_sockets(const char* table, const std::function<void(const Socket&)>& take) const;
  Result<TrafficTotals> read_traffic(const InterfaceNames& interfaces, std::vector<std::string>& counted);

  HostSources sources_;
  Traffic traffic_;
  GaugeState gauges_before_;
  std::uint64_t readings_ = 0;
};

}  // namespace gatewarden::host
