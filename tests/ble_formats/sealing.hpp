// The other direction, as a device does it: payloads under AES-CCM, written with OpenSSL.
#pragma once

#include <openssl/evp.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <vector>

#include "adapters/ble/decoding/format.hpp"

namespace gatewarden::test {

using Octets = std::vector<std::uint8_t>;

inline Octets joined(std::initializer_list<Octets> parts) {
  Octets all;
  for (const Octets& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

inline Octets little(std::uint64_t value, std::size_t width) {
  Octets bytes;
  for (; width-- > 0; value >>= 8) bytes.push_back(static_cast<std::uint8_t>(value));
  return bytes;
}

// An AD structure.
inline Octets element(std::uint8_t type, const Octets& data) {
  return joined({{static_cast<std::uint8_t>(data.size() + 1), type}, data});
}

struct Tagged {
  Octets cipher, tag;  // the tag has four bytes
};

inline Tagged seal(const ble::Bindkey& key, const Octets& nonce, const Octets& associated,
                   const Octets& plain) {
  const std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context(EVP_CIPHER_CTX_new(),
                                                                           EVP_CIPHER_CTX_free);
  Tagged sealed{Octets(plain.size() + 1), Octets(4)};  // no null pointer for nothing
  int written = 0;
  EVP_EncryptInit_ex(context.get(), EVP_aes_128_ccm(), nullptr, nullptr, nullptr);
  EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_IVLEN, static_cast<int>(nonce.size()), nullptr);
  EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, 4, nullptr);
  EVP_EncryptInit_ex(context.get(), nullptr, nullptr, key.bytes.data(), nonce.data());
  EVP_EncryptUpdate(context.get(), nullptr, &written, nullptr, static_cast<int>(plain.size()));
  if (!associated.empty())
    EVP_EncryptUpdate(context.get(), nullptr, &written, associated.data(),
                      static_cast<int>(associated.size()));
  EVP_EncryptUpdate(context.get(), sealed.cipher.data(), &written, joined({plain, {0}}).data(),
                    static_cast<int>(plain.size()));
  EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, 4, sealed.tag.data());
  sealed.cipher.pop_back();
  return sealed;
}

}  // namespace gatewarden::test
