// Processor, memory and temperature, from the kernel's text. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gatewarden::host {

// The line of all processors in /proc/stat, in ticks.
struct CpuTicks {
  std::uint64_t all = 0;
  std::uint64_t idle = 0;  // including waiting for disks
};
std::optional<CpuTicks> parse_cpu(std::string_view stat);
// Percent used between two readings; nothing if no time passed or a counter fell.
std::optional<double> cpu_used(const CpuTicks& before, const CpuTicks& now);
// Percent of MemTotal in /proc/meminfo that is not MemAvailable.
std::optional<double> parse_memory_used(std::string_view meminfo);
// Degrees Celsius from millidegrees; nothing below -100 and above 300, where no sensor measures.
std::optional<double> parse_temperature(std::string_view text);

}  // namespace gatewarden::host
