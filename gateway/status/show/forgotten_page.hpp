#pragma once

#include <string>

#include "gateway/status/forgetter.hpp"

namespace gatewarden::status {

// `gatewarden forget THING`, done: lines for a person.
std::string forgotten_page(const ForgottenDevice& device);

}  // namespace gatewarden::status
