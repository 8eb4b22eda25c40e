// The rules that cross fields. Each is a function of its own in rules.cpp, and each problem knows both sides.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/links_and_profiles.hpp"

namespace gatewarden::config {

// The node a path of keys leads to, or the last one on the way that is written.
const ConfigNode& node_at(const ConfigNode& root, std::initializer_list<std::string_view> keys);
inline const ConfigNode& main_root(const Sources& sources) { return sources.parts.front().root; }

// The uplink's fields as the fleet has them, after the rules of its section.
void apply_uplink(const Sources& sources, Fleet& fleet, Problems& problems);
// What the fleet's reports need of the connection, answers counted where they are heard. After the children.
double publishes_per_second(const Fleet& fleet, AnswersChoice answers);
// Puts `all` or `rejected` in the place of `fitting`. After the children.
void settle_answers(Fleet& fleet);
void check_gateway(const Sources& sources, const Fleet& fleet, Problems& problems);
// No two with one name, and none with the gateway's.
void check_names(const Sources& sources, const Fleet& fleet, Problems& problems);
// One custom metric has one type in an account.
void check_metric_types(const Sources& sources, const Fleet& fleet, Problems& problems);
void check_learning(const Sources& sources, const KnownNames& links, const KnownNames& profiles, Fleet& fleet,
                    Problems& problems);

// What is allowed but worth a word.
std::vector<std::string> notes_on(const Fleet& fleet);

}  // namespace gatewarden::config
