// What a reload changed, said to the log.
#pragma once

#include "gateway/app/children/population.hpp"
#include "gateway/status/reloader.hpp"

namespace gatewarden::app {

// By name, as much as a line holds: the first ten of a kind and how many more.
void say(const status::ReloadChanges& changes);

// What the files do not tell of learned ones and of the gateway itself. One that is listed now is new to the file only.
void tell_unlisted(const std::vector<Population::Unlisted>& children, status::ReloadChanges& changes);

}  // namespace gatewarden::app
