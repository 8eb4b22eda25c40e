// Vectors of FIPS 197 (C.1) and RFC 3610 (packet vectors 1 and 2).
#include "gateway/tls/aes.hpp"

#include <catch2/catch.hpp>

#include "gateway/base/text/hex.hpp"

using namespace gatewarden;

namespace {

AesBlock block(const char* hex) {
  AesBlock bytes{};
  REQUIRE(parse_hex(hex, bytes));
  return bytes;
}

struct Vector {
  const char *nonce, *associated, *plain, *sealed;  // the last 8 bytes are the tag
};

}  // namespace

TEST_CASE("AES gives what its standard shows") {
  const AesBlock key = block("000102030405060708090a0b0c0d0e0f");
  for (int twice = 0; twice < 2; ++twice)
    CHECK(to_hex(aes_encrypt(key, block("00112233445566778899aabbccddeeff"))) ==
          "69c4e0d86a7b0430d8cdb78070b4c55a");
}

TEST_CASE("CCM opens what fits its tag, and nothing else") {
  const AesBlock key = block("c0c1c2c3c4c5c6c7c8c9cacbcccdcecf");
  for (const Vector& vector : {Vector{"00000003020100a0a1a2a3a4a5", "0001020304050607",
                                      "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
                                      "588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0"},
                               Vector{"00000004030201a0a1a2a3a4a5", "0001020304050607",
                                      "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                                      "72c91a36e135f8cf291ca894085c87e3cc15c439c9e43a3ba091d56e10400916"}}) {
    auto sealed = *parse_hex(vector.sealed);
    const auto nonce = *parse_hex(vector.nonce), associated = *parse_hex(vector.associated);
    std::vector<std::uint8_t> plain(sealed.size() - 8);
    const auto open = [&] {
      return aes_ccm_open(key, nonce, associated, std::span(sealed).first(plain.size()),
                          std::span(sealed).last(8), plain);
    };
    REQUIRE(open());
    CHECK(to_hex(plain) == vector.plain);
    for (std::uint8_t& byte : sealed) {
      byte ^= 0x80;
      CHECK_FALSE(open());
      byte ^= 0x80;
    }
    CHECK(open());  // a failure leaves nothing behind
  }
  // Lengths that CCM does not have are refused, not read.
  std::array<std::uint8_t, 17> bytes{};
  CHECK_FALSE(aes_ccm_open(key, std::span(bytes).first(6), {}, {}, std::span(bytes).first(4), {}));
  CHECK_FALSE(aes_ccm_open(key, std::span(bytes).first(14), {}, {}, std::span(bytes).first(4), {}));
  CHECK_FALSE(aes_ccm_open(key, std::span(bytes).first(13), {}, {}, bytes, {}));
  CHECK_FALSE(aes_ccm_open(key, std::span(bytes).first(13), {}, {}, {}, {}));
}
