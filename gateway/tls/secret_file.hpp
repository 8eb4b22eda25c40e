// Files that hold a secret: private keys and passwords. Only their owner may read them. Links are followed,
// and their target is judged: Kubernetes and Docker hand secrets out as links.
#pragma once

#include <string>

#include "gateway/base/result.hpp"

namespace gatewarden {

// `what` begins the error's sentence: "the private key". Errors name the file and
// the remedy, never the content.
Result<void> only_owner_may_read(const std::string& what, const std::string& file);

// The file's first line, without its end.
Result<std::string> read_secret(const std::string& what, const std::string& file);

}  // namespace gatewarden
