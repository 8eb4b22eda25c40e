// A child's last report, as sent and decoded, with the service's verdict. Pure.
#pragma once

#include <string>

#include "gateway/status/snapshot.hpp"
#include "gateway/terminal/text_table.hpp"

namespace gatewarden::status {

std::string last_page(const ChildDetail& detail, const Screen& screen);

}  // namespace gatewarden::status
