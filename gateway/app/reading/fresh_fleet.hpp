// A fleet that shall replace the one in force, with all that applying it would have to read from disks or take long to make.
// Made on a thread: a file system may not answer.
#pragma once

#include <any>
#include <set>
#include <string>
#include <vector>

#include "gateway/app/uplink_settings.hpp"
#include "gateway/config/fleet.hpp"

namespace gatewarden::app {

struct FreshFleet {
  config::Fleet fleet;
  ConnectionFiles connection;        // of uplink.mqtt, if there is one
  Result<void> report_files{};       // whether those that are not in use can be written
  std::vector<std::any> prepared{};  // per link, for Link::prepare
};

// `in_use`: paths of report files that are open already.
FreshFleet with_its_files(config::Fleet fleet, const std::set<std::string>& in_use);

}  // namespace gatewarden::app
