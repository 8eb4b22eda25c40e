// The wildcards of IoT policies (developer guide, "Using wildcard characters in MQTT and AWS IoT Core policies"): * for any
// run of characters, slashes included, ? for one. MQTT's + and # are plain characters there.
#pragma once

#include <string_view>

namespace gatewarden::provision {

bool matches_wildcards(std::string_view pattern, std::string_view text, char any = '*', char one = '?');

// Nothing in it means more than itself: no wildcard, no brace of a variable, and no white space, which AWS does not count.
bool plain_in_policy(std::string_view text);

}  // namespace gatewarden::provision
