// The gateway, its links and its children as an operator reads them: whoever needs attention first, then by name.
// Pure: the same snapshot and screen give the same text.
#pragma once

#include <string>

#include "gateway/status/snapshot.hpp"
#include "gateway/terminal/text_table.hpp"

namespace gatewarden::status {

// On a screen of few rows it says how many children are not shown.
std::string gateway_page(const GatewaySnapshot& snapshot, const Screen& screen);

}  // namespace gatewarden::status
