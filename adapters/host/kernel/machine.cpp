#include "adapters/host/kernel/machine.hpp"

#include <algorithm>
#include <charconv>

namespace gatewarden::host {
namespace {

template <class Int>
bool take_number(std::string_view& rest, Int& out) {
  const std::size_t from = rest.find_first_not_of(" \t");
  if (from == std::string_view::npos) return false;
  const auto [end, error] = std::from_chars(rest.data() + from, rest.data() + rest.size(), out);
  if (error != std::errc()) return false;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return true;
}

std::optional<std::uint64_t> kilobytes(std::string_view meminfo, std::string_view key) {
  const std::size_t at = meminfo.find(key);
  if (at == std::string_view::npos || (at > 0 && meminfo[at - 1] != '\n')) return std::nullopt;
  std::string_view rest = meminfo.substr(at + key.size());
  std::uint64_t value = 0;
  return take_number(rest, value) ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<CpuTicks> parse_cpu(std::string_view stat) {
  if (stat.substr(0, 4) != "cpu ") return std::nullopt;
  std::string_view rest = stat.substr(4, stat.find('\n') == stat.npos ? stat.npos : stat.find('\n') - 4);
  CpuTicks ticks;
  // user nice system idle iowait irq softirq steal; user includes guest time.
  for (int column = 0; column < 8; ++column) {
    std::uint64_t value = 0;
    if (!take_number(rest, value)) return column > 4 ? std::optional(ticks) : std::nullopt;
    ticks.all += value;
    if (column == 3 || column == 4) ticks.idle += value;
  }
  return ticks;
}

std::optional<double> cpu_used(const CpuTicks& before, const CpuTicks& now) {
  if (now.all <= before.all || now.idle < before.idle) return std::nullopt;
  const double all = static_cast<double>(now.all - before.all);
  const double idle = static_cast<double>(now.idle - before.idle);
  return std::clamp(100.0 * (all - idle) / all, 0.0, 100.0);
}

std::optional<double> parse_memory_used(std::string_view meminfo) {
  const auto total = kilobytes(meminfo, "MemTotal:");
  const auto available = kilobytes(meminfo, "MemAvailable:");
  if (!total || !available || *total == 0 || *available > *total) return std::nullopt;
  return 100.0 * static_cast<double>(*total - *available) / static_cast<double>(*total);
}

std::optional<double> parse_temperature(std::string_view text) {
  std::int64_t millidegrees = 0;
  if (!take_number(text, millidegrees) || millidegrees < -100'000 || millidegrees > 300'000)
    return std::nullopt;
  return static_cast<double>(millidegrees) / 1000.0;
}

}  // namespace gatewarden::host
