// From what is written under `links:` and `profiles:` to the fleet's own values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/config/sources.hpp"

namespace gatewarden::config {

// A name that is defined somewhere, fine or not, so that whoever uses it is not told that it does not exist.
struct Known {
  std::string protocol;         // of a link: what it speaks; of a profile: what its `from:` are written for
  std::uint32_t index = kNone;  // in the fleet; kNone where it has problems
  Place place;
  static constexpr std::uint32_t kNone = 0xffffffff;
};
using KnownNames = std::map<std::string, Known, std::less<>>;

KnownNames build_links(const Sources& sources, ProtocolList protocols, Fleet& fleet, Problems& problems);

// `speakers`: per profile the protocols of the links it is used on, in the order of the file.
using Speakers = std::map<std::string, std::vector<std::string>, std::less<>>;
KnownNames build_profiles(const Sources& sources, ProtocolList protocols, const Speakers& speakers,
                          Fleet& fleet, Problems& problems);

// One metric, or nothing where it has problems. `from` has been read; empty where none is written.
std::optional<MetricSpec> build_metric(const Named<MetricEntry>& metric, const std::any& from,
                                       const Protocol* protocol, Problems& problems);

// "unknown profile em42; did you mean em24?"
Problem unknown_name(const ConfigNode& node, std::string code, const std::string& what,
                     const KnownNames& known);

}  // namespace gatewarden::config
