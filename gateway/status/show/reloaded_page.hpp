#pragma once

#include <string>

#include "gateway/status/reloader.hpp"

namespace gatewarden::status {

// `gatewarden reload`, done: lines for a person.
std::string reloaded_page(const ReloadChanges& changes);

}  // namespace gatewarden::status
