// The rules across fields. Each problem knows both sides.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/links_and_profiles.hpp"

namespace gatewarden::config {

// The node at a path of keys, or the last one written on the way.
const ConfigNode& node_at(const ConfigNode& root, std::initializer_list<std::string_view> keys);
inline const ConfigNode& main_root(const Sources& sources) { return sources.parts.front().root; }

// Fills and checks the fleet's uplink.
void apply_uplink(const Sources& sources, Fleet& fleet, Problems& problems);
// For the fleet's reports and the answers heard. After the children.
double publishes_per_second(const Fleet& fleet, AnswersChoice answers);
// Replaces `fitting` by `all` or `rejected`. After the children.
void settle_answers(Fleet& fleet);
void check_gateway(const Sources& sources, const Fleet& fleet, Problems& problems);
// No two share a name; none has the gateway's.
void check_names(const Sources& sources, const Fleet& fleet, Problems& problems);
// A custom metric has one type per account.
void check_metric_types(const Sources& sources, const Fleet& fleet, Problems& problems);
void check_learning(const Sources& sources, const KnownNames& links, const KnownNames& profiles, Fleet& fleet,
                    Problems& problems);

std::vector<std::string> notes_on(const Fleet& fleet);

}  // namespace gatewarden::config
