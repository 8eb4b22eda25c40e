// A link's state in words, with its wait: "connected", "waiting 12 s".
#pragma once

#include <string>
#include <string_view>

#include "gateway/sample/link.hpp"

namespace gatewarden::status {

std::string link_state_text(const LinkSnapshot& link);
// Unknown words leave the state unchanged.
void read_link_state(std::string_view text, LinkSnapshot& link);

}  // namespace gatewarden::status
