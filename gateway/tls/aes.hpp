// AES with keys of 128 bits, as Bluetooth and the formats of sensors use it. Pure: no key is kept, none is copied into an
// error. OpenSSL does it in one context that is made once a thread and used again.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace gatewarden {

using AesBlock = std::array<std::uint8_t, 16>;
using AesKey = std::span<const std::uint8_t, 16>;

// One block, without a mode.
AesBlock aes_encrypt(AesKey key, const AesBlock& plain);
AesBlock aes_decrypt(AesKey key, const AesBlock& cipher);

// CCM (RFC 3610). `plain` has the size of `cipher`, at most 64 KiB; the nonce has 7 to 13 bytes, the tag 4 to 16, an even
// number. False: the tag does not fit; then `plain` is not to be used.
bool aes_ccm_open(AesKey key, std::span<const std::uint8_t> nonce, std::span<const std::uint8_t> associated,
                  std::span<const std::uint8_t> cipher, std::span<const std::uint8_t> tag,
                  std::span<std::uint8_t> plain);

}  // namespace gatewarden
