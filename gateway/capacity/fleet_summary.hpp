// What a fleet needs and what one connection carries, for `gatewarden check`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "gateway/capacity/custom_metrics.hpp"
#include "gateway/capacity/measured.hpp"
#include "gateway/capacity/usage.hpp"
#include "gateway/config/load/load.hpp"

namespace gatewarden::capacity {

struct LinkSummary {
  std::string name, protocol, unknown;  // unknown: "count", "learn up to 50 as press"
  std::size_t children = 0;
  std::vector<std::string> lines;  // in the protocol's words
};
struct ProfileSummary {
  std::string name, protocol;
  std::size_t children = 0;
  std::size_t metrics = 0;
  std::size_t report_bytes = 0;  // about
};
struct FleetSummary {
  std::string gateway;
  std::size_t children = 0;
  std::vector<LinkSummary> links;
  std::vector<ProfileSummary> profiles;
  std::vector<Usage> usages;
  std::vector<std::string> destinations;   // of the reports, in words
  std::vector<std::string> subscriptions;  // of the uplink
  std::vector<CustomMetricNeeded> custom_metrics;
  std::vector<std::string> notes;
};

FleetSummary summarize(const config::Loaded& loaded, std::span<const config::Protocol* const> protocols,
                       const Measured& measured = {});

}  // namespace gatewarden::capacity
