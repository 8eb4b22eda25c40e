// Private keys and passwords in files, readable by their owner only. Links are followed and their target is
// checked: Kubernetes and Docker provide secrets as links.
#pragma once

#include <string>

#include "gateway/base/result.hpp"

namespace gatewarden {

// `what` begins the error: "the private key". Errors name file and remedy, never the content.
Result<void> only_owner_may_read(const std::string& what, const std::string& file);

// The first line, without its end.
Result<std::string> read_secret(const std::string& what, const std::string& file);

}  // namespace gatewarden
