// Names of services and characteristics.
// Source: Core Specification vol 3 part B, 2.5.1.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gatewarden::ble {

// As displayed, 128 bits; shorter ones are extended by the Bluetooth base UUID.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  // Of 16 or 32 bits.
  static constexpr Uuid of(std::uint32_t assigned) {
    Uuid uuid{{0, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0x80, 0x5F, 0x9B, 0x34, 0xFB}};
    for (std::size_t i = 4; i-- > 0; assigned >>= 8) uuid.bytes[i] = static_cast<std::uint8_t>(assigned);
    return uuid;
  }
  std::optional<std::uint16_t> assigned() const;  // the 16 bits it was extended from
  bool is(std::uint16_t number) const { return *this == of(number); }
  friend bool operator==(const Uuid& one, const Uuid& other) {
    const auto left = std::bit_cast<Halves>(one.bytes), right = std::bit_cast<Halves>(other.bytes);
    return left[0] == right[0] && left[1] == right[1];  // two comparisons, where an array's is a call
  }

 private:
  using Halves = std::array<std::uint64_t, 2>;
};

std::string to_text(const Uuid& uuid);           // "0000fcd2-0000-1000-8000-00805f9b34fb"
Result<Uuid> parse_uuid(std::string_view text);  // "fcd2", "0000fcd2" or all of it; either case

}  // namespace gatewarden::ble
