// By what a child is recognised: the keys of its entry in the fleet file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/ble/air/address.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::ble {

// Bytes as displayed: UUID 16, major 2, minor 2.
struct IBeaconId {
  std::array<std::uint8_t, 20> bytes{};
  friend auto operator<=>(const IBeaconId&, const IBeaconId&) = default;
};
// Namespace 10, instance 6.
struct EddystoneId {
  std::array<std::uint8_t, 16> bytes{};
  friend auto operator<=>(const EddystoneId&, const EddystoneId&) = default;
};

Result<IBeaconId> parse_ibeacon(std::string_view text);  // "F7826DA6-4FA2-4E98-8024-BC5B71E0893E/3838/4949"
Result<EddystoneId> parse_eddystone(
    std::string_view text);  // 32 hex digits; a blank, - or / may stand before the instance
std::string to_text(const IBeaconId& id);
std::string to_text(const EddystoneId& id);

// Exactly one of them.
struct IdentityKeys {
  std::optional<Address> address;  // its kind is not told: bytes decide
  std::string irk;                 // the name of a key in the link's key file
  std::optional<IBeaconId> ibeacon;
  std::optional<EddystoneId> eddystone;
  std::string name;    // with * and ? for any text and any character
  std::string serial;  // what its payload tells: an address, or a text of the value `serial`

  friend bool operator==(const IdentityKeys&, const IdentityKeys&) = default;
};

std::string to_text(const IdentityKeys& keys);  // "address CB:B8:33:4C:88:4F"

}  // namespace gatewarden::ble
