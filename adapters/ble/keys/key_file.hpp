// The keys of devices, in a file that nobody else may read (gateway/tls/secret_file.hpp). A line is
//
//   AA:BB:CC:DD:EE:FF hexkey      the key that a device encrypts with: 16 bytes, or 12 (MiBeacon 2 and 3)
//   NAME irk hexkey               the identity key of a device with private addresses: 16 bytes, most significant first
//
// Blank lines and what begins with # say nothing. Neither keys nor what stands in a wrong line are shown.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "adapters/ble/decoding/format.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::ble {

struct Keys {
  static constexpr std::size_t kMaxFile = 4 * 1024 * 1024;  // bytes; some 80,000 keys

  std::map<std::array<std::uint8_t, 6>, Bindkey> bindkeys;  // by the address, public or random alike
  std::map<std::string, std::array<std::uint8_t, 16>, std::less<>> identity_keys;  // by name

  const Bindkey* bindkey(const Address& address) const;  // or null
};

// 32 hex digits, or 24.
Result<Bindkey> parse_bindkey(std::string_view text);
// Errors name the line: "line 3: ...".
Result<Keys> parse_keys(std::string_view text);
// Errors name the file too. May wait: not on the loop.
Result<Keys> read_keys(const std::string& file);

}  // namespace gatewarden::ble
