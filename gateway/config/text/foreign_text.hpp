// Files that are not of a fleet, named by mistake or to have them shown: nothing of what they hold may be told.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatewarden::config {

// A certificate or key as PEM (RFC 7468).
bool holds_pem(std::string_view text);
// Whether a line begins with one of the keys and a colon, maybe after { or in quotes: a fleet file that is not YAML
// can be told from other texts by no more than that.
bool begins_with_key(std::string_view text, const std::vector<std::string>& keys);

}  // namespace gatewarden::config
