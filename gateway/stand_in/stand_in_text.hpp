// A stand-in's counts and rulings for people and scripts. Each is one line.
#pragma once

#include <string>

#include "gateway/stand_in/stand_in.hpp"

namespace gatewarden {

// "things=3 reports=12 accepted=11 invalid=0 throttled=1 faults=0 resent=0 repeated_ids=0 ids_back=0", and
// what was turned away, if anything was: "refused_names=7"
std::string to_line(const StandIn& stand_in);
// As a JSON object; with `things`, one per thing below "per_thing".
std::string to_json(const StandIn& stand_in, bool things);
// {"at_ms":1790000000000,"thing":"meter-1","ruling":"accepted","report":{...}}:
// the document as read; null if unreadable.
std::string to_json(const JudgedReport& judged, WallTime at);

}  // namespace gatewarden
