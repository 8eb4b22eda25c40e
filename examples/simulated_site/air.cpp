#include "examples/simulated_site/air.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>

#include "gateway/base/text/hex.hpp"
#include "gateway/tls/aes.hpp"

namespace simulated {
namespace {

using gatewarden::AesBlock;
using gatewarden::ble::Address;
using Bytes = std::vector<std::uint8_t>;

// Invented: they belong to nobody. The fleet of the demo has them, too.
constexpr Address kTag{{0xCB, 0x00, 0x5E, 0x00, 0x00, 0x01}, true};
constexpr Address kCold{{0x02, 0x00, 0x5E, 0x00, 0x00, 0x02}, false};
constexpr Address kSeal{{0x02, 0x00, 0x5E, 0x00, 0x00, 0x03}, false};
constexpr Address kAttic{{0x02, 0x00, 0x5E, 0x00, 0x00, 0x04}, false};
constexpr Address kBeacon{{0xCB, 0x00, 0x5E, 0x00, 0x00, 0x05}, true};
constexpr AesBlock kKey{0x23, 0x1d, 0x39, 0xc1, 0xd7, 0xcc, 0x1a, 0xb1,
                        0xae, 0xe2, 0x24, 0xcd, 0x09, 0x6d, 0xb9, 0x32};
constexpr AesBlock kBadgeIdentity{0xec, 0x02, 0x34, 0xa3, 0x57, 0xc8, 0xad, 0x05,
                                  0x34, 0x10, 0x10, 0xa6, 0x0a, 0x39, 0x7d, 0x9b};

constexpr std::uint32_t kNewAddressEvery = 15;  // rounds; phones take 15 minutes
constexpr std::uint32_t kAttackFrom = 12, kAttackEvery = 4;
constexpr std::size_t kOverheard = 5;

Bytes bytes_of(const AesBlock& block) { return {block.begin(), block.end()}; }

// Each behind the other, numbers as the caller orders their bytes.
Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}
Bytes big(std::uint64_t number, int width) {
  Bytes bytes;
  while (width-- > 0) bytes.push_back(static_cast<std::uint8_t>(number >> 8 * width));
  return bytes;
}
Bytes little(std::uint64_t number, int width) {
  Bytes bytes = big(number, width);
  std::reverse(bytes.begin(), bytes.end());
  return bytes;
}
Bytes element(std::uint8_t type, const Bytes& data) {
  return joined({{static_cast<std::uint8_t>(data.size() + 1), type}, data});
}
Bytes payload_of(const Bytes& last) { return joined({{0x02, 0x01, 0x06}, last}); }
Bytes address_bytes(const Address& address) { return {address.bytes.begin(), address.bytes.end()}; }

AesBlock block_of(const Bytes& bytes) {
  AesBlock block{};
  std::copy(bytes.begin(), bytes.end(), block.begin());
  return block;
}
AesBlock operator^(AesBlock left, const AesBlock& right) {
  for (std::size_t i = 0; i < left.size(); ++i) left[i] ^= right[i];
  return left;
}

// AES-CCM (RFC 3610) with a tag of 4 bytes, a nonce of 13 and a message of one block at most: cipher text and tag.
std::pair<Bytes, Bytes> sealed(const Bytes& message, const Bytes& nonce) {
  const auto length = static_cast<std::uint64_t>(message.size());
  const AesBlock first = gatewarden::aes_encrypt(kKey, block_of(joined({{0x09}, nonce, big(length, 2)})));
  const AesBlock mac = gatewarden::aes_encrypt(kKey, first ^ block_of(message));
  const auto stream = [&](std::uint64_t counter) {
    return gatewarden::aes_encrypt(kKey, block_of(joined({{0x01}, nonce, big(counter, 2)})));
  };
  Bytes cipher = bytes_of(stream(1) ^ block_of(message)), tag = bytes_of(stream(0) ^ mac);
  cipher.resize(message.size());
  tag.resize(4);
  return {cipher, tag};
}

// A private address: known to whoever has the identity key. Core Specification vol 3 part H, 2.2.2.
Address private_address(std::uint32_t random) {
  const Bytes top = big((random & 0x3FFFFF) | 0x400000, 3);
  AesBlock padded{};
  std::copy(top.begin(), top.end(), padded.begin() + 13);
  const AesBlock hash = gatewarden::aes_encrypt(kBadgeIdentity, padded);
  return {{top[0], top[1], top[2], hash[13], hash[14], hash[15]}, true};
}

void write_keys(const std::string& file) {
  std::ofstream(file).close();
  std::filesystem::permissions(file, std::filesystem::perms(0600));
  std::ofstream keys(file);
  for (const Address& address : {kCold, kSeal})
    keys << to_text(address) << " " << gatewarden::to_hex(kKey) << "\n";
  keys << "badge irk " << gatewarden::to_hex(kBadgeIdentity) << "\n";
  if (!keys.flush()) throw std::runtime_error("no keys in " + file);
}

}  // namespace

Air::Air(const std::string& folder, std::uint32_t seed)
    : random_(seed), recording_(folder + "/air.btsnoop", std::ios::binary | std::ios::trunc) {
  write_keys(folder + "/air.keys");
  if (!recording_.flush()) throw std::runtime_error("no recording in " + folder);
}

void Air::pass() {
  if (rounds_ % kNewAddressEvery == 0) badge_ = private_address(static_cast<std::uint32_t>(random_()));
  ++rounds_;
  send_tag();
  send_sealed(kCold, joined({{0x02}, little(400 + noise(50), 2), {0x03}, little(6000 + noise(99), 2)}));
  send_badge();
  send_seal();
  send_attic();
  send_beacon();
  recording_.flush();
}

void Air::send(const Address& sender, const Payload& payload) {
  gatewarden::ble::Advertisement advertisement;
  advertisement.address = sender;
  advertisement.payload = payload;
  advertisement.rssi = static_cast<std::int8_t>(-60 - noise(9));
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  advertisement.unix_us = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  writer_.write(advertisement);
}

// Ruuvi's format 5.
void Air::send_tag() {
  const Bytes data = joined({{0x99, 0x04, 0x05},
                             big(4300 + noise(99), 2),
                             big(21000, 2),
                             big(50100, 2),
                             big(4, 2),
                             big(0xFFFC, 2),
                             big(1036, 2),
                             {0xAC, 0x36, 66},
                             big(rounds_, 2),
                             address_bytes(kTag)});
  send(kTag, payload_of(element(0xFF, data)));
}

// BTHome 2, encrypted.
void Air::send_sealed(const Address& sender, const Payload& objects, Payload* kept) {
  const Bytes counter = little(rounds_, 4);
  const auto [cipher, tag] = sealed(objects, joined({address_bytes(sender), {0xD2, 0xFC, 0x41}, counter}));
  const Bytes payload = payload_of(element(0x16, joined({{0xD2, 0xFC, 0x41}, cipher, counter, tag})));
  send(sender, payload);
  if (kept) *kept = payload;
}

// BTHome 2, plain: packet id, battery, temperature.
void Air::send_badge() {
  const Bytes data = joined({{0xD2, 0xFC, 0x40, 0x00, static_cast<std::uint8_t>(rounds_), 0x01, 88, 0x02},
                             little(2100 + noise(50), 2)});
  send(badge_, payload_of(element(0x16, data)));
}

// Closed. Who would open the door unseen sends again what the seal said while it was closed.
void Air::send_seal() {
  Payload sent;
  send_sealed(kSeal, {0x01, 97, 0x11, 0}, &sent);
  if (overheard_.size() < kOverheard) overheard_.push_back(sent);
  if (rounds_ >= kAttackFrom && rounds_ % kAttackEvery == 0) send(kSeal, overheard_[rounds_ % kOverheard]);
}

// The format of ATC's firmware.
void Air::send_attic() {
  const Bytes data = joined({{0x1A, 0x18},
                             address_bytes(kAttic),
                             big(215 + noise(9), 2),
                             {47, 95},
                             big(3064, 2),
                             {static_cast<std::uint8_t>(rounds_)}});
  send(kAttic, payload_of(element(0x16, data)));
}

// Eddystone's telemetry: battery, temperature, packets and tenths of a second since its start.
void Air::send_beacon() {
  const Bytes data = joined(
      {{0xAA, 0xFE, 0x20, 0x00}, big(2950, 2), big(0x1580, 2), big(rounds_, 4), big(10ULL * rounds_, 4)});
  send(kBeacon, payload_of(joined({element(0x03, {0xAA, 0xFE}), element(0x16, data)})));
}

std::uint8_t Air::noise(int most) {
  return static_cast<std::uint8_t>(std::uniform_int_distribution<int>(0, most)(random_));
}

}  // namespace simulated
