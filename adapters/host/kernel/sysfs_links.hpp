// The interfaces of the machine whose /sys is below a root (Documentation/ABI/testing/sysfs-class-net).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/host/kernel/network_link.hpp"

namespace gatewarden::host {

// `folder`: .../sys/class/net. Without loopback. Nothing where it cannot be read.
std::optional<std::vector<NetworkLink>> sysfs_links(const std::string& folder, bool ppp_over_ethernet);

}  // namespace gatewarden::host
