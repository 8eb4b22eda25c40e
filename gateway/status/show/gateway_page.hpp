// The gateway, its links and its children, for an operator: the most urgent first, then by name. Pure.
#pragma once

#include <string>

#include "gateway/status/snapshot.hpp"
#include "gateway/terminal/text_table.hpp"

namespace gatewarden::status {

// Says how many children do not fit on the screen.
std::string gateway_page(const GatewaySnapshot& snapshot, const Screen& screen);

}  // namespace gatewarden::status
