#include "gateway/base/text/host.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "gateway/base/text/ascii.hpp"

namespace gatewarden {
namespace {

constexpr std::size_t kMaxLabelBytes = 63;  // RFC 1035, section 2.3.4
constexpr std::size_t kMaxZoneBytes = 15;   // of an interface's name in Linux: IFNAMSIZ - 1

using Ipv6 = std::array<unsigned char, 16>;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool inside_label(char c) { return is_letter(c) || is_digit(c) || c == '-'; }

bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= kMaxLabelBytes && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), inside_label);
}

bool is_number(std::string_view label) {
  if (label.starts_with("0x") || label.starts_with("0X"))
    return label.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
  return label.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_ipv4(std::string_view text) {
  in_addr address{};
  return text.find_first_not_of("0123456789.") == std::string_view::npos &&
         inet_pton(AF_INET, std::string(text).c_str(), &address) == 1;
}

// Without a zone.
std::optional<Ipv6> ipv6(std::string_view text) {
  Ipv6 address{};
  if (text.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) return std::nullopt;
  if (inet_pton(AF_INET6, std::string(text).c_str(), address.data()) != 1) return std::nullopt;
  return address;
}

bool is_zone(std::string_view text) {
  return !text.empty() && text.size() <= kMaxZoneBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return inside_label(c) || c == '.'; });
}

}  // namespace

bool is_host_name(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.size() > kMaxHostBytes) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    const std::string_view label = text.substr(0, dot);
    if (!is_label(label)) return false;
    if (dot == std::string_view::npos) return !is_number(label);
    text.remove_prefix(dot + 1);
  }
}

bool is_ip_address(std::string_view text) {
  if (is_ipv4(text)) return true;
  const std::size_t percent = text.find('%');
  if (!ipv6(text.substr(0, percent))) return false;
  return percent == std::string_view::npos || is_zone(text.substr(percent + 1));
}

bool is_host(std::string_view text) { return is_host_name(text) || is_ip_address(text); }

bool is_loopback(std::string_view host) {
  if (host == "localhost") return true;
  if (is_ipv4(host)) return host.starts_with("127.");
  const auto address = ipv6(host);
  if (!address) return false;
  constexpr Ipv6 kOwn{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  constexpr std::array<unsigned char, 13> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127};
  return *address == kOwn || std::equal(kMapped.begin(), kMapped.end(), address->begin());
}

}  // namespace gatewarden
