// The fleet's profiles, for the registry and for adapters. An unchanged one stays the same object: its
// children do not notice a reload.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/fleet.hpp"
#include "gateway/registry/registry.hpp"
#include "gateway/sample/assignment.hpp"

namespace gatewarden::app {

class ServedProfiles {
 public:
  struct Entry {
    std::shared_ptr<const Profile> profile;
    std::shared_ptr<const AdapterProfile> for_adapter;
    std::string fingerprint;     // config::Profile::fingerprint
    std::uint64_t counters = 0;  // config::Profile::counters
    std::uint64_t counters_as_written = 0;
    std::string spelling;
  };

  void apply(const config::Fleet& fleet, const std::vector<MetricSpec>& host_metrics);
  const Entry* find(std::string_view name) const;  // null: not in the fleet
  const Entry& host() const { return host_; }      // of the gateway itself

 private:
  std::map<std::string, Entry, std::less<>> entries_;
  Entry host_;
};

}  // namespace gatewarden::app
