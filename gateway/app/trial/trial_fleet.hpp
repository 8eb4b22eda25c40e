// A user's fleet as `gatewarden try` runs it: links, profiles and children as they are; its reports reach a broker and a
// stand-in for Device Defender within the process, and nobody else.
#pragma once

#include <string>
#include <vector>

#include "gateway/config/fleet.hpp"

namespace gatewarden::app {

// Changes a loaded fleet; says what is other than in `gatewarden run`, a line each. `floor`: of the stand-in. Below
// AWS's own it is the interval of the reports, too, unless one connection could not carry that.
std::vector<std::string> turn_into_trial(config::Fleet& fleet, Duration floor);

}  // namespace gatewarden::app
