#include "adapters/ble/air/private_address.hpp"

#include <algorithm>

#include "gateway/tls/aes.hpp"

namespace gatewarden::ble {
namespace {

// The lower three bytes to the upper three.
void fill_hash(Address& address, const IdentityKey& key) {
  AesBlock block{};
  std::copy_n(address.bytes.begin(), 3, block.end() - 3);
  const AesBlock hash = aes_encrypt(key, block);
  std::copy_n(hash.end() - 3, 3, address.bytes.begin() + 3);
}

}  // namespace

bool resolves(const Address& address, const IdentityKey& key) {
  if (!address.is_resolvable()) return false;
  Address expected = address;
  fill_hash(expected, key);
  return expected == address;
}

Address private_address(const IdentityKey& key, std::uint32_t random) {
  Address address;
  address.random = true;
  address.bytes[0] = static_cast<std::uint8_t>(0x40 | (random >> 16 & 0x3F));
  address.bytes[1] = static_cast<std::uint8_t>(random >> 8);
  address.bytes[2] = static_cast<std::uint8_t>(random);
  fill_hash(address, key);
  return address;
}

}  // namespace gatewarden::ble
