// What lies in the files of a Tls, read before a connection is made: a disk may not answer.
#pragma once

#include <string>

#include "gateway/base/result.hpp"
#include "gateway/tls/secret.hpp"
#include "gateway/tls/tls.hpp"

namespace gatewarden {

struct TlsFiles {
  std::string ca, certificate;  // PEM; empty: not configured
  Secret key;
};

// The same with Tls::read: a TlsContext of it touches no disk. May wait for a file system: not on the loop.
// Errors name the file and the remedy.
Result<Tls> with_files_read(Tls tls);

}  // namespace gatewarden
