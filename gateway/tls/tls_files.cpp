#include "gateway/tls/tls_files.hpp"

#include "gateway/tls/pem_file.hpp"

namespace gatewarden {

Result<Tls> with_files_read(Tls tls) {
  auto files = std::make_shared<TlsFiles>();
  if (!tls.ca_file.empty()) {
    auto ca = read_pem_file("the CA file", tls.ca_file);
    if (!ca) return Error{ca.error()};
    files->ca = std::move(*ca);
  }
  if (!tls.certificate_file.empty()) {
    auto certificate = read_pem_file("the certificate", tls.certificate_file);
    if (!certificate) return Error{certificate.error()};
    files->certificate = std::move(*certificate);
  }
  if (!tls.private_key_file.empty()) {
    auto key = read_key_file("the private key", tls.private_key_file);
    if (!key) return Error{key.error()};
    files->key = std::move(*key);
  }
  tls.read = std::move(files);
  return tls;
}

}  // namespace gatewarden
