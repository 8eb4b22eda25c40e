// Private keys and passwords in files that nobody else may read (secret_readers.hpp says who that is). Links are
// followed, and what they lead to is judged and read through one descriptor: Kubernetes and Docker provide secrets as
// links. Reading may wait for a file system and for a directory of users: not on the loop.
#pragma once

#include <string>

#include "gateway/base/result.hpp"
#include "gateway/tls/secret.hpp"
#include "gateway/tls/secret_readers.hpp"

namespace gatewarden {

// The whole file, of `most` bytes. `what` begins the error: "the private key". Errors name file, mode, who else may read
// it and the remedy, never the content.
Result<Secret> read_secret_file(const std::string& what, const std::string& file, std::size_t most,
                                const UserDatabase& users = system_users());

// A password: the first line, without its end.
Result<Secret> read_password(const std::string& what, const std::string& file);

}  // namespace gatewarden
