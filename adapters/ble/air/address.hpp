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
  std::array<std::uint8_t, 6> bytes{};  // as displayed: most significant first; zeros: none was told
  bool random = false;                  // else public

  // From six bytes as on the air: least significant first.
  static Address from_air(const std::uint8_t* least_first, bool random);
  bool known() const { return bytes != std::array<std::uint8_t, 6>{}; }
  // Of a random one, by its two top bits.
  bool is_static() const { return random && bytes[0] >> 6 == 3; }
  bool is_resolvable() const { return random && bytes[0] >> 6 == 1; }  // changes every few minutes
  // Different for different addresses: 48 bits, and the kind.
  std::uint64_t number() const;
  friend auto operator<=>(const Address&, const Address&) = default;
};

std::string to_text(const Address& address);           // "AA:BB:CC:DD:EE:FF"
Result<Address> parse_address(std::string_view text);  // either case, colons or hyphens; public

}  // namespace gatewarden::ble
