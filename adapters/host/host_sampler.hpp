// Reads the machine once: every group by itself, so that what cannot be read costs only its own metrics.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/host/interfaces.hpp"
#include "adapters/host/machine.hpp"
#include "adapters/host/traffic.hpp"
#include "gateway/base/result.hpp"
#include "gateway/sample/value.hpp"

namespace gatewarden::host {

struct TcpSockets {
  PortList listening;
  ConnectionList established;
};

// An error names the file. Without a value and without an error: not known yet (cpu needs two readings).
struct HostReading {
  Result<TcpSockets> tcp = Error{};
  Result<PortList> udp = Error{};
  Result<TrafficTotals> traffic = Error{};
  Result<std::optional<double>> cpu = std::optional<double>();
  Result<double> memory = Error{};
  Result<double> disk = Error{};
  Result<double> temperature = Error{};
};

struct HostSources {
  std::string root = "/";             // above proc/ and sys/
  std::string state_directory = "/";  // whose file system is `disk`
  bool loopback = false;              // count what never leaves the machine
  std::function<std::vector<Interface>()> interfaces = system_interfaces;
  std::uint64_t seed = 0;  // chooses which connections of a long list are shown
};

// Reads on the caller's thread: some milliseconds for ten thousand sockets.
class HostSampler {
 public:
  // Of one table of sockets (about 400,000 of them); a longer one is unknown rather than half counted.
  static constexpr std::size_t kMaxTableBytes = 64 * 1024 * 1024;

  explicit HostSampler(HostSources sources);
  HostReading read();

 private:
  Result<void> read_sockets(const char* table, const std::function<void(const Socket&)>& take) const;
  Result<TrafficTotals> read_traffic(const InterfaceNames& interfaces);
  Result<std::optional<double>> read_cpu();
  Result<double> read_memory() const;
  Result<double> read_disk() const;
  Result<double> read_temperature() const;
  std::string path(std::string_view below) const;

  HostSources sources_;
  Traffic traffic_;
  std::optional<CpuTicks> cpu_before_;
  std::uint64_t readings_ = 0;
};

}  // namespace gatewarden::host
