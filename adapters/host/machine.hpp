// How the machine is: processor, memory, temperature, from the kernel's text. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gatewarden::host {

// /proc/stat, the line of all processors together, in ticks.
struct CpuTicks {
  std::uint64_t all = 0;
  std::uint64_t idle = 0;  // idle and waiting for disks
};
std::optional<CpuTicks> parse_cpu(std::string_view stat);
// Percent used between two readings; nothing where no time passed or a counter fell.
std::optional<double> cpu_used(const CpuTicks& before, const CpuTicks& now);
// Percent of /proc/meminfo's MemTotal that is not MemAvailable.
std::optional<double> parse_memory_used(std::string_view meminfo);
// Degrees Celsius from a thermal zone's millidegrees; nothing below -100 and above 300: no sensor means that.
std::optional<double> parse_temperature(std::string_view text);

}  // namespace gatewarden::host
