// Names of services and characteristics.
// Source: Core Specification vol 3 part B, 2.5.1.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gatewarden::ble {

// As displayed, 128 bits; shorter ones are extended by the Bluetooth base UUID.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  static Uuid of(std::uint32_t assigned);         // of 16 or 32 bits
  std::optional<std::uint16_t> assigned() const;  // the 16 bits it was extended from
  bool is(std::uint16_t number) const;
  friend bool operator==(const Uuid&, const Uuid&) = default;
};

std::string to_text(const Uuid& uuid);           // "0000fcd2-0000-1000-8000-00805f9b34fb"
Result<Uuid> parse_uuid(std::string_view text);  // "fcd2", "0000fcd2" or all of it; either case

}  // namespace gatewarden::ble
