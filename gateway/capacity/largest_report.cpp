#include "gateway/capacity/largest_report.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "gateway/capacity/report_size.hpp"

namespace gatewarden::capacity {
namespace {

// Of a profile or of the gateway itself: at its largest, against what the connection takes.
struct Kind {
  std::string whose;
  const std::vector<MetricSpec>* metrics;
  std::size_t longest_name;
};

std::vector<Kind> kinds_of_reports(const config::Fleet& fleet, const Measured& measured) {
  std::vector<Kind> kinds;
  for (const config::Profile& profile : fleet.profiles)
    kinds.push_back({"a report of profile " + profile.name, &profile.metrics, 0});
  for (const config::Child& child : fleet.children) {
    std::size_t& longest = kinds[child.profile].longest_name;
    longest = std::max(longest, child.thing.text().size());
  }
  if (fleet.gateway.host.enabled)
    kinds.push_back({"the gateway's own report", &measured.host_metrics, fleet.gateway.thing.size()});
  return kinds;
}

std::string too_long(const Kind& kind, std::size_t limit) {
  if (bytes_without_lists(*kind.metrics) > limit)
    return kind.whose + " is too long even without lists, and is refused: report fewer metrics, or CBOR";
  return kind.whose +
         " can be too long: its lists are then shortened, and their totals stay true (max_items makes lists "
         "shorter, format: cbor makes reports shorter)";
}

}  // namespace

Usage largest_report(const config::Fleet& fleet, const Measured& measured) {
  Usage usage{"bytes of the largest report, about",
              "no profile",
              0,
              static_cast<double>(measured.room.of_thing(0)),
              {}};
  for (const Kind& kind : kinds_of_reports(fleet, measured)) {
    const std::size_t largest = largest_bytes(*kind.metrics),
                      limit = measured.room.of_thing(kind.longest_name);
    if (largest > limit) usage.too_much += (usage.too_much.empty() ? "" : "; ") + too_long(kind, limit);
    if (static_cast<double>(largest) <= usage.used) continue;
    usage.used = static_cast<double>(largest);
    usage.limit = static_cast<double>(limit);
    usage.arithmetic = kind.whose + " with every list at its bound";
  }
  return usage;
}

}  // namespace gatewarden::capacity
