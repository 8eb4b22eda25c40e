#include "adapters/host/gauges.hpp"

#include <sys/statvfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <utility>

#include "adapters/host/kernel/kernel_file.hpp"

namespace gatewarden::host {
namespace {

GaugeReading read_cpu(const HostSources& sources, GaugeState& before) {
  const std::string file = sources.path("proc/stat");
  const auto text = whole(file);
  if (!text) return Error{text.error()};
  const auto now = parse_cpu(*text);
  if (!now) return Error{file + " has no line of all processors"};
  const auto then = std::exchange(before.cpu, now);
  return then ? cpu_used(*then, *now) : std::nullopt;
}

GaugeReading read_memory(const HostSources& sources, GaugeState&) {
  const std::string file = sources.path("proc/meminfo");
  const auto text = whole(file);
  if (!text) return Error{text.error()};
  const auto used = parse_memory_used(*text);
  if (!used) return Error{file + " does not say MemTotal and MemAvailable"};
  return used;
}

// As in df(1): reserved blocks are neither used nor free.
GaugeReading read_disk(const HostSources& sources, GaugeState&) {
  struct statvfs disk {};
  if (statvfs(sources.state_directory.c_str(), &disk) != 0) return unreadable(sources.state_directory, errno);
  const double used = static_cast<double>(disk.f_blocks - disk.f_bfree);
  const double usable = used + static_cast<double>(disk.f_bavail);
  if (usable <= 0) return Error{"the file system of " + sources.state_directory + " has no size"};
  return std::optional(100.0 * used / usable);
}

GaugeReading read_temperature(const HostSources& sources, GaugeState&) {
  const std::string folder = sources.path("sys/class/thermal");
  std::optional<double> hottest;
  std::error_code error;
  for (std::filesystem::directory_iterator zone(folder, error), end; !error && zone != end;
       zone.increment(error)) {
    if (zone->path().filename().string().rfind("thermal_zone", 0) != 0) continue;
    const auto text = whole((zone->path() / "temp").string());
    const auto degrees = text ? parse_temperature(*text) : std::nullopt;
    if (degrees) hottest = std::max(hottest.value_or(*degrees), *degrees);
  }
  if (!hottest) return Error{"no thermal zone below " + folder + " gives a temperature"};
  return hottest;
}

GaugeReading read_health(const HostSources& sources, GaugeState&) {
  return sources.health ? sources.health() : std::nullopt;
}

GaugeReading read_air_coverage(const HostSources& sources, GaugeState&) {
  return sources.air_coverage ? sources.air_coverage() : std::nullopt;
}

using Read = GaugeReading (*)(const HostSources&, GaugeState&);
constexpr std::array<std::pair<Gauge, Read>, 6> kRows{{
    {{"cpu", "cpu_percent", Aggregate::mean}, read_cpu},
    {{"memory", "memory_percent", Aggregate::max}, read_memory},
    {{"disk", "disk_percent", Aggregate::last}, read_disk},
    {{"temperature", "temperature_celsius", Aggregate::max}, read_temperature},
    {{"gatewarden", "gatewarden_health", Aggregate::min}, read_health},
    {{"air_coverage", "air_coverage_percent", Aggregate::mean}, read_air_coverage},
}};

constexpr auto kGauges = [] {
  std::array<Gauge, kRows.size()> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = kRows[i].first;
  return all;
}();

}  // namespace

std::span<const Gauge> gauges() { return kGauges; }

std::vector<GaugeReading> read_gauges(const HostSources& sources, GaugeState& before) {
  std::vector<GaugeReading> readings;
  readings.reserve(kRows.size());
  for (const auto& [gauge, read] : kRows) readings.push_back(read(sources, before));
  return readings;
}

}  // namespace gatewarden::host
