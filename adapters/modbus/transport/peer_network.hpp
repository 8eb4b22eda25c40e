// An address or network that may call: "192.168.4.7", "10.8.0.0/24", "fd00::/8". Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace gatewarden::modbus {

class PeerNetwork {
 public:
  static std::optional<PeerNetwork> parse(const std::string& text);
  // Not a network; a link-local one has its interface: "fe80::1%eth0".
  static bool is_address(const std::string& text);
  // 0.0.0.0/0 or ::/0.
  bool is_everybody() const { return prefix_ == 0; }
  // IPv4 mapped into IPv6 counts as IPv4. False for text that is no address.
  bool contains(const std::string& address) const;

 private:
  struct Address {
    std::array<std::uint8_t, 16> bytes{};
    unsigned bits = 0;  // 32 or 128
  };
  static std::optional<Address> read(const std::string& text);

  Address network_;
  unsigned prefix_ = 0;
};

}  // namespace gatewarden::modbus
