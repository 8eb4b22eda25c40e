// Advertisements and recordings for tests.
#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "adapters/ble/air/btsnoop_writer.hpp"
#include "adapters/ble/radio/radio.hpp"
#include "gateway/base/text/hex.hpp"

namespace gatewarden::ble::test {

inline std::vector<std::uint8_t> bytes_of(std::string_view hex) {
  const auto bytes = parse_hex(hex);
  REQUIRE(bytes);
  return *bytes;
}

inline Address address(std::string_view text, bool random = true) {
  auto parsed = parse_address(text);
  REQUIRE(parsed);
  parsed->random = random;
  return *parsed;
}

// Keeps its payload.
struct Heard {
  Address sender = address("C1:00:00:00:00:02");
  std::vector<std::uint8_t> payload = bytes_of("0201060616d2fc400132");  // BTHome, battery 50 %
  std::int64_t unix_us = kBegin;
  std::optional<std::int8_t> rssi = -67;

  static constexpr std::int64_t kBegin = 1'790'000'000'000'000;
  Advertisement advertisement() const {
    Advertisement advertisement;
    advertisement.address = sender;
    advertisement.payload = payload;
    advertisement.rssi = rssi;
    advertisement.unix_us = unix_us;
    return advertisement;
  }
};

inline constexpr std::size_t kHead = 16;  // bytes of a recording before its records

inline std::string recording_of(const std::vector<Heard>& all) {
  std::ostringstream bytes;
  BtsnoopWriter writer(bytes);
  for (const Heard& heard : all) writer.write(heard.advertisement());
  return bytes.str();
}
inline std::string record_of(const Heard& heard) { return recording_of({heard}).substr(kHead); }
inline std::string head_of_recording() { return recording_of({}); }

inline void append(const std::string& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::app) << bytes;
}

struct Listener final : RadioListener {
  void heard(const Advertisement& advertisement) override {
    Heard kept{advertisement.address,
               {advertisement.payload.begin(), advertisement.payload.end()},
               advertisement.unix_us,
               advertisement.rssi};
    all.push_back(std::move(kept));
    at.push_back(advertisement.at);
  }
  std::vector<Heard> all;
  std::vector<SteadyTime> at;
};

}  // namespace gatewarden::ble::test
