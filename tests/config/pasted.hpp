// A suggestion pasted as a user does: in the place of what it corrects.
#pragma once

#include <string>

#include "gateway/config/text/problems.hpp"

namespace gatewarden::config {

// The text, which has the problem, with its example in the place of the entry, value or (F002) line it corrects.
std::string pasted(const std::string& text, const Problem& problem);

}  // namespace gatewarden::config
