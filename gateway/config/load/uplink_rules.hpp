// The rules of `uplink:` across its fields, and with the rest of the fleet.
#pragma once

#include "gateway/config/load/sources.hpp"

namespace gatewarden::config {

// Fills and checks the fleet's uplink.
void apply_uplink(const Sources& sources, Fleet& fleet, Problems& problems);
// For the fleet's reports and the answers heard. After the children.
double publishes_per_second(const Fleet& fleet, AnswersChoice answers);
// Replaces `fitting` by `all` or `rejected`. After the children.
void settle_answers(Fleet& fleet);

}  // namespace gatewarden::config
