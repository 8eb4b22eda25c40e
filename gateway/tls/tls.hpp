// The files of a TLS connection, as the fleet file names them.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace gatewarden {

struct TlsFiles;

struct Tls {
  std::string ca_file;            // empty: the system's
  std::string certificate_file;   // client certificate, PEM; empty: none
  std::string private_key_file;   // readable by its owner only
  std::vector<std::string> alpn;  // "x-amzn-mqtt-ca" on port 443
  bool verify_host = true;
  std::shared_ptr<const void> kept;        // owns the files that are in memory (ClientIdentity)
  std::shared_ptr<const TlsFiles> read{};  // what was in the files; null: they are read when it is used
};

}  // namespace gatewarden
