// An IP address in sixteen bytes. IPv4 is mapped (::ffff:a.b.c.d), so a peer is the same through IPv4 and IPv6
// sockets. It is written as IPv4.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatewarden::host {

class IpAddress {
 public:
  IpAddress() = default;  // ::
  static IpAddress v4(std::array<std::uint8_t, 4> bytes);
  static IpAddress v6(std::array<std::uint8_t, 16> bytes);
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_v4() const;
  bool is_loopback() const;                      // 127.0.0.0/8 or ::1
  bool is_wildcard() const;                      // 0.0.0.0 or ::
  std::array<std::uint8_t, 4> v4_bytes() const;  // the last four
  std::string text() const;                      // RFC 5952; mapped addresses as IPv4
  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace gatewarden::host
