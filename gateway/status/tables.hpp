// A snapshot as an operator reads it. Pure: the same snapshot and screen give the same text.
#pragma once

#include <string>

#include "gateway/status/snapshot.hpp"
#include "gateway/terminal/text_table.hpp"

namespace gatewarden::status {

// The gateway, its links and its children: whoever needs attention first, then by name. On a screen of few
// rows it says how many are not shown.
std::string gateway_page(const GatewaySnapshot& snapshot, const Screen& screen);

// One child in depth.
std::string child_page(const ChildDetail& detail, const Screen& screen);

// What was last sent for a child, as it went over the wire and decoded, and what the service said to it.
std::string last_page(const ChildDetail& detail, const Screen& screen);

}  // namespace gatewarden::status
