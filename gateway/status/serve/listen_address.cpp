#include "gateway/status/serve/listen_address.hpp"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace gatewarden::status {

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const Error wrong{"http listen address \"" + std::string(text) +
                    "\": an IP address and a port are wanted, for example 127.0.0.1:9464 or [::1]:9464"};
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong;
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);

  ListenAddress parsed;
  const auto [end, trouble] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed.port);
  if (trouble != std::errc() || end != digits.data() + digits.size()) return wrong;
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(std::string(host), error);
  if (error || address.is_v6() != bracketed) return wrong;
  parsed.address = address.to_string();
  return parsed;
}

}  // namespace gatewarden::status
