#include "adapters/host/kernel/ip_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace gatewarden::host {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

IpAddress IpAddress::v4(std::array<std::uint8_t, 4> bytes) {
  IpAddress address;
  std::copy(kMapped.begin(), kMapped.end(), address.bytes_.begin());
  std::copy(bytes.begin(), bytes.end(), address.bytes_.begin() + kMapped.size());
  return address;
}

IpAddress IpAddress::v6(std::array<std::uint8_t, 16> bytes) {
  IpAddress address;
  address.bytes_ = bytes;
  return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string terminated(text);
  std::array<std::uint8_t, 4> four{};
  if (inet_pton(AF_INET, terminated.c_str(), four.data()) == 1) return v4(four);
  std::array<std::uint8_t, 16> six{};
  if (inet_pton(AF_INET6, terminated.c_str(), six.data()) == 1) return v6(six);
  return std::nullopt;
}

bool IpAddress::is_v4() const { return std::equal(kMapped.begin(), kMapped.end(), bytes_.begin()); }

bool IpAddress::is_loopback() const {
  if (is_v4()) return bytes_[12] == 127;
  return bytes_[15] == 1 && std::all_of(bytes_.begin(), bytes_.end() - 1, [](auto b) { return b == 0; });
}

bool IpAddress::is_wildcard() const {
  const auto from = is_v4() ? bytes_.begin() + kMapped.size() : bytes_.begin();
  return std::all_of(from, bytes_.end(), [](auto b) { return b == 0; });
}

std::array<std::uint8_t, 4> IpAddress::v4_bytes() const {
  std::array<std::uint8_t, 4> bytes{};
  std::copy(bytes_.begin() + kMapped.size(), bytes_.end(), bytes.begin());
  return bytes;
}

std::string IpAddress::text() const {
  char buffer[INET6_ADDRSTRLEN] = {};
  const bool four = is_v4();
  inet_ntop(four ? AF_INET : AF_INET6, four ? bytes_.data() + kMapped.size() : bytes_.data(), buffer,
            sizeof buffer);
  return buffer;
}

}  // namespace gatewarden::host
