#include "gateway/base/text/host_port.hpp"

#include "gateway/base/text/host.hpp"
#include "gateway/base/text/parse_number.hpp"

namespace gatewarden {

std::optional<HostPort> parse_host_port(std::string_view text, std::uint16_t default_port) {
  const bool bracketed = text.starts_with('[');
  const std::size_t after = bracketed ? text.find(']') : text.find(':');
  if (bracketed && after == std::string_view::npos) return std::nullopt;
  const std::string_view host = bracketed ? text.substr(1, after - 1) : text.substr(0, after);
  if (!is_host(host) || bracketed != (host.find(':') != std::string_view::npos)) return std::nullopt;
  HostPort value{std::string(host), default_port};
  if (after != std::string_view::npos) text.remove_prefix(after + (bracketed ? 1 : 0));
  if (after != std::string_view::npos && !text.empty()) {
    constexpr std::size_t kMaxDigits = 5;
    const auto port =
        text.size() <= 1 + kMaxDigits ? parse_number<std::uint16_t>(text.substr(1)) : std::nullopt;
    if (text.front() != ':' || !port) return std::nullopt;
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
