// What `plan` says of a child, and `check` of a link.
#pragma once

#include <string>
#include <vector>

#include "gateway/config/fleet.hpp"

namespace gatewarden::ble {

std::vector<std::string> plan_lines(const config::Link& link, const config::Profile& profile,
                                    const config::Child& child);
// Looks at the link's files; errors are notes.
std::vector<std::string> summary_lines(const config::Fleet& fleet, std::size_t link,
                                       const config::ChildrenOfLink& children);

}  // namespace gatewarden::ble
