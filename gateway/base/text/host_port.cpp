#include "gateway/base/text/host_port.hpp"

#include <algorithm>

#include "gateway/base/text/parse_number.hpp"
#include "gateway/base/text/pattern.hpp"

namespace gatewarden {

std::optional<HostPort> parse_host_port(std::string_view text, std::uint16_t default_port) {
  static const Pattern pattern(kHostPortPattern);
  if (text.empty() || text.size() > 260 || !pattern.matches(text)) return std::nullopt;
  HostPort value;
  value.port = default_port;
  std::size_t after = text.front() == '[' ? text.find(']') + 1 : text.find(':');
  after = std::min(after, text.size());
  value.host = text.front() == '[' ? text.substr(1, after - 2) : text.substr(0, after);
  if (after < text.size()) {
    const auto port = parse_number<std::uint16_t>(text.substr(after + 1));
    if (!port || *port == 0) return std::nullopt;
    value.port = *port;
  }
  if (value.port == 0) return std::nullopt;
  return value;
}

std::string host_and_port(const std::string& host, std::uint16_t port) {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace gatewarden
