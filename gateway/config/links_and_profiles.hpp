// From `links:` and `profiles:` as written to the fleet's values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/config/sources.hpp"

namespace gatewarden::config {

// A defined name, kept even with problems, or its uses would be reported as unknown.
struct Known {
  std::string protocol;         // of a link: what it speaks; of a profile: what its `from:` values are for
  std::uint32_t index = kNone;  // in the fleet; kNone if it has problems
  Place place;
  static constexpr std::uint32_t kNone = 0xffffffff;
};
using KnownNames = std::map<std::string, Known, std::less<>>;

KnownNames build_links(const Sources& sources, ProtocolList protocols, Fleet& fleet, Problems& problems);

// Per profile: the protocols of its links, in file order.
using Speakers = std::map<std::string, std::vector<std::string>, std::less<>>;
KnownNames build_profiles(const Sources& sources, ProtocolList protocols, const Speakers& speakers,
                          Fleet& fleet, Problems& problems);

// Nothing if the metric has problems. `from` is already read; empty if not written.
std::optional<MetricSpec> build_metric(const Named<MetricEntry>& metric, const std::any& from,
                                       const Protocol* protocol, Problems& problems);

// "unknown profile em42; did you mean em24?"
Problem unknown_name(const ConfigNode& node, std::string code, const std::string& what,
                     const KnownNames& known);

}  // namespace gatewarden::config
