// What a reload changed, said to the log.
#pragma once

#include "gateway/app/children/population.hpp"
#include "gateway/status/reloader.hpp"

namespace gatewarden::app {

// By name, as much as a line holds: the first ten of a kind and how many more.
void say(const status::ReloadChanges& changes);

// Things that were learned and are listed now: new to the fleet file, but to the gateway they moved.
void tell_made_permanent(const Population::Things& things, status::ReloadChanges& changes);

}  // namespace gatewarden::app
