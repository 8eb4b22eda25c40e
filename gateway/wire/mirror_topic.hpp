// Topics of the user's own, for copies of reports: a pattern with {thing} and {gateway}.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gatewarden {

// The topic of one thing's copies. An error says what a broker would refuse: wildcards, an empty or too long
// topic, too many slashes, a reserved topic other than Basic Ingest's ($aws/rules/<rule>/..., whose prefix
// counts neither for the length nor for the slashes; Core quotas). An unknown placeholder is an error too.
Result<std::string> fill_topic(std::string_view pattern, std::string_view thing, std::string_view gateway);

}  // namespace gatewarden
