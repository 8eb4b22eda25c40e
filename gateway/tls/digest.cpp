#include "gateway/tls/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <cassert>

namespace gatewarden {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  const int made = EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  assert(made == 1 && "SHA-256 is in every OpenSSL");
  static_cast<void>(made);
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) text.append({kHex[byte >> 4], kHex[byte & 0xF]});
  return text;
}

}  // namespace gatewarden
