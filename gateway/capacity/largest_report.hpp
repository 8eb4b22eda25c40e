// The largest report of a fleet against what the way to the service takes.
#pragma once

#include "gateway/capacity/measured.hpp"
#include "gateway/capacity/usage.hpp"
#include "gateway/config/fleet.hpp"

namespace gatewarden::capacity {

// Of all profiles and of the gateway itself, with every list at its bound.
Usage largest_report(const config::Fleet& fleet, const Measured& measured);

}  // namespace gatewarden::capacity
