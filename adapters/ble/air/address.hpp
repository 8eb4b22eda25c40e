// The address of a Bluetooth device.
// Source of the kinds: Core Specification, vol 6 part B, 1.3.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gatewarden::ble {

struct Address {
  std::array<std::uint8_t, 6> bytes{};  // as displayed: most significant first
  bool random = false;                  // else public

  // Of a random one, by its two top bits.
  bool is_static() const { return random && bytes[0] >> 6 == 3; }
  bool is_resolvable() const { return random && bytes[0] >> 6 == 1; }  // changes every few minutes
  friend auto operator<=>(const Address&, const Address&) = default;
};

std::string to_text(const Address& address);               // "AA:BB:CC:DD:EE:FF"
Result<Address> parse_address(std::string_view text);      // either case, colons or hyphens; public

}  // namespace gatewarden::ble
