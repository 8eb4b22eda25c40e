// What a stand-in counted, for people and for scripts. Both are one line.
#pragma once

#include <string>

#include "gateway/stand_in/stand_in.hpp"

namespace gatewarden {

// "things=3 reports=12 accepted=11 invalid=0 throttled=1 faults=0 resent=0 repeated_ids=0 ids_back=0"
std::string to_line(const StandIn& stand_in);
// The same as one JSON object; with `things`, also one per thing below "per_thing".
std::string to_json(const StandIn& stand_in, bool things);

}  // namespace gatewarden
