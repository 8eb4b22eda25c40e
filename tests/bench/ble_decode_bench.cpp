// What it costs to understand an advertisement. The floor of a plain one is a bare walk over its AD structures: each one's
// length is checked, its type looked at, and it is put into a list of views. The floor of a sealed one is OpenSSL's CCM over the
// same bytes, with a context that is used again. One packet after the other, each with a counter of its own.
#include <openssl/evp.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <vector>

#include "adapters/ble/formats/formats.hpp"
#include "tests/bench/cpu_seconds.hpp"

namespace gatewarden::ble {
namespace {

using Octets = std::vector<std::uint8_t>;

constexpr Bindkey kKey{
    {0x2B, 0x7E, 0x15, 0x16, 0x28, 0xAE, 0xD2, 0xA6, 0xAB, 0xF7, 0x15, 0x88, 9, 0xCF, 0x4F, 0x3C}, 16};
const Address kSender{{0x54, 0x48, 0xE6, 0x8F, 0x80, 0xA5}, false};
constexpr std::size_t kPackets = 4096;

volatile std::uint64_t sink = 0;

struct View {
  std::uint8_t type;
  const std::uint8_t* begin;
  std::size_t size;
};

std::size_t walk(const Octets& payload, std::array<View, 16>& views) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < payload.size() && payload[at] != 0 && count < views.size();) {
    const std::size_t length = payload[at];
    if (at + length >= payload.size()) break;
    views[count++] = {payload[at + 1], payload.data() + at + 2, length - 1};
    at += length + 1;
  }
  return count;
}

Octets with_flags(const Octets& element) {
  Octets payload{2, 1, 6, static_cast<std::uint8_t>(element.size())};
  payload.insert(payload.end(), element.begin(), element.end());
  return payload;
}

// A thermometer under BTHome: packet id, battery, temperature, humidity.
Octets objects(std::size_t n) {
  return {0x00, static_cast<std::uint8_t>(n), 0x01, 93, 0x02, static_cast<std::uint8_t>(n), 0x0B, 0x03, 0x67,
          0x12};
}

Octets plain_bthome(std::size_t n) {
  Octets element{0x16, 0xD2, 0xFC, 0x40};
  const Octets values = objects(n);
  element.insert(element.end(), values.begin(), values.end());
  return with_flags(element);
}

Octets ruuvi(std::size_t n) {
  return with_flags({0xFF,
                     0x99,
                     0x04,
                     0x05,
                     0x12,
                     0xFC,
                     0x53,
                     0x94,
                     0xC3,
                     0x7C,
                     0x00,
                     0x04,
                     0xFF,
                     0xFC,
                     0x04,
                     0x0C,
                     0xAC,
                     0x36,
                     0x42,
                     static_cast<std::uint8_t>(n >> 8),
                     static_cast<std::uint8_t>(n),
                     0x54,
                     0x48,
                     0xE6,
                     0x8F,
                     0x80,
                     0xA5});
}

Octets mibeacon(std::size_t n) {
  return with_flags({0x16, 0x95, 0xFE, 0x50, 0x20, 0xAA, 0x01, static_cast<std::uint8_t>(n),
                     0xA5, 0x80, 0x8F, 0xE6, 0x48, 0x54, 0x0D, 0x10,
                     0x04, 0x1A, 0x01, 0x59, 0x02});
}

using Context = std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)>;

struct Sealed {
  std::array<std::uint8_t, 13> nonce;
  Octets cipher, tag;
};

Sealed seal(std::size_t n) {
  const auto low = static_cast<std::uint8_t>(n), high = static_cast<std::uint8_t>(n >> 8);
  Sealed sealed{
      {0x54, 0x48, 0xE6, 0x8F, 0x80, 0xA5, 0xD2, 0xFC, 0x41, low, high, 0, 0}, objects(n), Octets(4)};
  const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int written = 0;
  const auto size = static_cast<int>(sealed.cipher.size());
  EVP_EncryptInit_ex(context.get(), EVP_aes_128_ccm(), nullptr, nullptr, nullptr);
  EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_IVLEN, 13, nullptr);
  EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, 4, nullptr);
  EVP_EncryptInit_ex(context.get(), nullptr, nullptr, kKey.bytes.data(), sealed.nonce.data());
  EVP_EncryptUpdate(context.get(), nullptr, &written, nullptr, size);
  EVP_EncryptUpdate(context.get(), sealed.cipher.data(), &written, sealed.cipher.data(), size);
  EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, 4, sealed.tag.data());
  return sealed;
}

Octets sealed_bthome(std::size_t n) {
  const Sealed sealed = seal(n);
  Octets element{0x16, 0xD2, 0xFC, 0x41};
  element.insert(element.end(), sealed.cipher.begin(), sealed.cipher.end());
  element.insert(element.end(), sealed.nonce.begin() + 9, sealed.nonce.end());
  element.insert(element.end(), sealed.tag.begin(), sealed.tag.end());
  return with_flags(element);
}

// Nanoseconds of CPU for one packet: the best of several rounds, since what disturbs only adds.
double best(const std::function<void(std::size_t)>& one_round) {
  double least = 1e9;
  for (std::size_t round = 0; round < 60; ++round) {
    const double begun = bench::thread_cpu_seconds();
    one_round(round);
    least = std::min(least, bench::thread_cpu_seconds() - begun);
  }
  return least * 1e9 / kPackets;
}

std::vector<Octets> packets_of(const std::function<Octets(std::size_t)>& make) {
  std::vector<Octets> packets;
  for (std::size_t n = 0; n < kPackets; ++n) packets.push_back(make(n));
  return packets;
}

double walking(const std::vector<Octets>& packets) {
  std::array<View, 16> views{};
  return best([&](std::size_t) {
    std::uint64_t sum = 0;
    for (const Octets& packet : packets) {
      const std::size_t count = walk(packet, views);
      for (std::size_t i = 0; i < count; ++i) sum += views[i].type + views[i].size + views[i].begin[0];
    }
    sink = sink + sum;
  });
}

double reading(const std::vector<Octets>& packets) {
  Elements elements;
  return best([&](std::size_t) {
    for (const Octets& packet : packets) {
      elements.read(packet);
      sink = sink + elements.service_data().size();
    }
  });
}

double decoding(const std::vector<Octets>& packets, const Format& format, const Bindkey* key,
                std::size_t values) {
  Elements elements;
  Decoded said;
  std::size_t wrong = 0;
  const double nanoseconds = best([&](std::size_t) {
    SenderState state;
    state.key = key;
    for (const Octets& packet : packets) {
      elements.read(packet);
      decode({elements, kSender, {}}, state, said, &format);
      wrong += said.fault == Fault::none && said.values().size() == values ? 0 : 1;
    }
  });
  if (wrong > 0) std::printf("%zu packets of %s were not understood\n", wrong, format.name);
  return nanoseconds;
}

double opening(std::size_t packets) {
  std::vector<Sealed> all;
  for (std::size_t n = 0; n < packets; ++n) all.push_back(seal(n));
  const std::unique_ptr<EVP_CIPHER, void (*)(EVP_CIPHER*)> cipher(
      EVP_CIPHER_fetch(nullptr, "AES-128-CCM", nullptr), EVP_CIPHER_free);
  const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  std::array<std::uint8_t, 64> plain{};
  return best([&](std::size_t) {
    for (Sealed& one : all) {
      int written = 0;
      const auto size = static_cast<int>(one.cipher.size());
      EVP_DecryptInit_ex2(context.get(), cipher.get(), nullptr, nullptr, nullptr);
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_IVLEN, 13, nullptr);
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, 4, one.tag.data());
      EVP_DecryptInit_ex2(context.get(), nullptr, kKey.bytes.data(), one.nonce.data(), nullptr);
      EVP_DecryptUpdate(context.get(), nullptr, &written, nullptr, size);
      sink = sink + static_cast<std::uint64_t>(
                        EVP_DecryptUpdate(context.get(), plain.data(), &written, one.cipher.data(), size));
    }
  });
}

void report(const char* what, double nanoseconds, double floor, const char* of, double limit) {
  std::printf("%-34s %8.1f ns  %10.0f /s  %5.2f x %s (limit %.1f)\n", what, nanoseconds, 1e9 / nanoseconds,
              nanoseconds / floor, of, limit);
}

void run() {
  struct Plain {
    const char* format;
    Octets (*make)(std::size_t);
    std::size_t values;
  };
  for (const auto& [name, make, values] :
       {Plain{"bthome2", plain_bthome, 4}, {"ruuvi5", ruuvi, 10}, {"mibeacon", mibeacon, 4}}) {
    const auto packets = packets_of(make);
    const double floor = walking(packets);
    std::printf("%-34s %8.1f ns\n", "bare walk", floor);
    const double apart = reading(packets);
    std::printf("%-34s %8.1f ns  %5.2f x the walk\n", "elements, taken apart", apart, apart / floor);
    report(name, decoding(packets, *find_format(name), nullptr, values), floor, "the walk", 3.0);
  }
  const auto sealed = packets_of(sealed_bthome);
  const double floor = opening(kPackets);
  std::printf("%-34s %8.1f ns\n", "OpenSSL's CCM", floor);
  report("bthome2, sealed", decoding(sealed, *find_format("bthome2"), &kKey, 4), floor, "the CCM", 1.5);
}

}  // namespace
}  // namespace gatewarden::ble

int main() { gatewarden::ble::run(); }
