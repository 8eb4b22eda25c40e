// What was last sent for a child, as it went over the wire and decoded, and what the service said to it. Pure.
#pragma once

#include <string>

#include "gateway/status/snapshot.hpp"
#include "gateway/terminal/text_table.hpp"

namespace gatewarden::status {

std::string last_page(const ChildDetail& detail, const Screen& screen);

}  // namespace gatewarden::status
