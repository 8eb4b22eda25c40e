#include "adapters/ble/govee/govee_cipher.hpp"

#include <algorithm>

namespace gatewarden::ble {
namespace {

constexpr std::size_t kTime = 2, kCipher = 6, kChecksum = 22;

// CRC-16 with the polynomial 1021.
std::uint16_t checksum(Bytes bytes) {
  std::uint16_t crc = 0x1D0F;
  for (const std::uint8_t byte : bytes) {
    crc ^= static_cast<std::uint16_t>(byte << 8);
    for (int bit = 0; bit < 8; ++bit)
      crc = static_cast<std::uint16_t>((crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1);
  }
  return crc;
}

}  // namespace

bool govee_checksum_fits(Bytes data) {
  return checksum(data.subspan(kCipher, AesBlock().size())) == big(data, kChecksum, 2);
}

// The key is the time and zeros; key, block and result stand in the reverse order of the cipher's.
AesBlock govee_unscrambled(Bytes data) {
  AesBlock key{}, block;
  std::ranges::reverse_copy(data.subspan(kTime, 4), key.end() - 4);
  std::ranges::reverse_copy(data.subspan(kCipher, block.size()), block.begin());
  AesBlock plain = aes_decrypt(key, block);
  std::ranges::reverse(plain);
  return plain;
}

}  // namespace gatewarden::ble
