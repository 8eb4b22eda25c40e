#include "gateway/tls/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <cassert>

#include "gateway/base/text/hex.hpp"

namespace gatewarden {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  const int made = EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  assert(made == 1 && "SHA-256 is in every OpenSSL");
  static_cast<void>(made);
  return to_hex(digest);
}

}  // namespace gatewarden
