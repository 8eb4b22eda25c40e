#include "adapters/ble/decoding/sealed.hpp"

#include <algorithm>
#include <cassert>
#include <span>

#include "gateway/tls/aes.hpp"

namespace gatewarden::ble {

Nonce& Nonce::add(Bytes bytes) {
  assert(size_ + bytes.size() <= bytes_.size());
  std::copy(bytes.begin(), bytes.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += bytes.size();
  return *this;
}

Nonce& Nonce::add_reversed(Bytes bytes) {
  add(bytes);
  std::reverse(bytes_.begin() + static_cast<std::ptrdiff_t>(size_ - bytes.size()),
               bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
  return *this;
}

std::optional<Bytes> open_sealed(const Sealed& sealed, const Nonce& nonce, const SenderState& state,
                                 PlainRoom& room, Decoded& into) {
  into.encrypted = true;
  if (state.key == nullptr || state.key->size != state.key->bytes.size()) {
    into.fail(Fault::no_key);
    return std::nullopt;
  }
  assert(sealed.cipher.size() <= room.size());
  const auto plain = std::span(room).first(sealed.cipher.size());
  if (!aes_ccm_open(state.key->bytes, nonce.bytes(), sealed.associated, sealed.cipher, sealed.tag, plain)) {
    into.fail(Fault::bad_mic);
    return std::nullopt;
  }
  into.authenticated = true;
  return plain;
}

}  // namespace gatewarden::ble
