// What a TLS connection is made with: whom it believes, and who we are. Files, as the fleet file names them.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace gatewarden {

struct Tls {
  std::string ca_file;            // empty: the system's
  std::string certificate_file;   // client certificate, PEM; empty: none
  std::string private_key_file;   // only its owner may read it
  std::vector<std::string> alpn;  // "x-amzn-mqtt-ca" on port 443
  bool verify_host = true;
  std::shared_ptr<const void> kept;  // what the files are, where they are not on a disk (ClientIdentity)
};

}  // namespace gatewarden
