// Payloads under AES-CCM, which differ in their nonce and their tail only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "adapters/ble/air/bytes.hpp"
#include "adapters/ble/decoding/format.hpp"

namespace gatewarden::ble {

class Nonce {
 public:
  Nonce& add(Bytes bytes);  // all together at most 13
  Nonce& add_reversed(Bytes bytes);
  Nonce& add(std::uint8_t byte) { return add(Bytes(&byte, 1)); }
  Bytes bytes() const { return Bytes(bytes_).first(size_); }

 private:
  std::array<std::uint8_t, 13> bytes_{};
  std::size_t size_ = 0;
};

// What an element has room for.
using PlainRoom = std::array<std::uint8_t, 256>;

struct Sealed {
  Bytes cipher, tag, associated;
};

// The plain bytes, in `room`; the result is `encrypted`, and `authenticated` if the tag fits. nullopt: the fault says why.
std::optional<Bytes> open_sealed(const Sealed& sealed, const Nonce& nonce, const SenderState& state,
                                 PlainRoom& room, Decoded& into);

}  // namespace gatewarden::ble
