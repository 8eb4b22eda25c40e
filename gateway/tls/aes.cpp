#include "gateway/tls/aes.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cassert>
#include <memory>

namespace gatewarden {
namespace {

struct Free {
  void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

enum class Way : int { decrypt = 0, encrypt = 1 };

// A cipher fetched once, and a context for it: fetching and allocating would cost more than a packet.
struct Engine {
  std::unique_ptr<EVP_CIPHER, Free> cipher;
  std::unique_ptr<EVP_CIPHER_CTX, Free> context{EVP_CIPHER_CTX_new()};

  Engine(const char* name, Way way) : cipher(EVP_CIPHER_fetch(nullptr, name, nullptr)) {
    const bool made = cipher && context &&
                      EVP_CipherInit_ex2(context.get(), cipher.get(), nullptr, nullptr, static_cast<int>(way),
                                         nullptr) == 1;
    assert(made && "AES is in every OpenSSL");
    static_cast<void>(made);
  }
};

AesBlock one_block(AesKey key, const AesBlock& from, Way way) {
  thread_local Engine engine("AES-128-ECB", Way::encrypt);
  EVP_CIPHER_CTX* const context = engine.context.get();
  AesBlock block{};
  int written = 0;
  const bool done =
      EVP_CipherInit_ex2(context, engine.cipher.get(), key.data(), nullptr, static_cast<int>(way), nullptr) ==
          1 &&
      EVP_CIPHER_CTX_set_padding(context, 0) == 1 &&
      EVP_CipherUpdate(context, block.data(), &written, from.data(), static_cast<int>(from.size())) == 1;
  assert(done && written == 16 && "a block of AES cannot fail");
  static_cast<void>(done);
  return block;
}

}  // namespace

AesBlock aes_encrypt(AesKey key, const AesBlock& plain) { return one_block(key, plain, Way::encrypt); }

AesBlock aes_decrypt(AesKey key, const AesBlock& cipher) { return one_block(key, cipher, Way::decrypt); }

bool aes_ccm_open(AesKey key, std::span<const std::uint8_t> nonce, std::span<const std::uint8_t> associated,
                  std::span<const std::uint8_t> cipher, std::span<const std::uint8_t> tag,
                  std::span<std::uint8_t> plain) {
  assert(plain.size() == cipher.size());
  thread_local Engine engine("AES-128-CCM", Way::decrypt);
  EVP_CIPHER_CTX* const context = engine.context.get();
  std::array<std::uint8_t, 16> expected{};
  if (tag.size() > expected.size()) return false;
  std::copy(tag.begin(), tag.end(), expected.begin());
  const auto size = [](std::span<const std::uint8_t> bytes) { return static_cast<int>(bytes.size()); };
  // OpenSSL takes a null pointer for a question of another kind.
  std::uint8_t nothing = 0;
  std::uint8_t* const out = plain.empty() ? &nothing : plain.data();
  const std::uint8_t* const in = cipher.empty() ? &nothing : cipher.data();
  int written = 0;
  // The order is CCM's: lengths of nonce and tag, then key and nonce, then the length of all, then what is associated.
  return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, size(nonce), nullptr) == 1 &&
         EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, size(tag), expected.data()) == 1 &&
         EVP_DecryptInit_ex2(context, nullptr, key.data(), nonce.data(), nullptr) == 1 &&
         EVP_DecryptUpdate(context, nullptr, &written, nullptr, size(cipher)) == 1 &&
         (associated.empty() ||
          EVP_DecryptUpdate(context, nullptr, &written, associated.data(), size(associated)) == 1) &&
         EVP_DecryptUpdate(context, out, &written, in, size(cipher)) == 1 && written == size(cipher);
}

}  // namespace gatewarden
