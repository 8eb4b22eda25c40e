#include "adapters/local_mqtt/broker_address.hpp"

#include <charconv>

#include "gateway/base/text/host_port.hpp"

namespace gatewarden::local_mqtt {
namespace {

constexpr std::uint16_t kPlainPort = 1883;  // IANA: mqtt
constexpr std::uint16_t kTlsPort = 8883;    // IANA: secure-mqtt

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

Result<Broker> parse_broker(std::string_view text) {
  Broker broker;
  broker.tls = take_prefix(text, "mqtts://");
  if (!broker.tls && !take_prefix(text, "mqtt://"))
    return Error{"a broker is mqtt://HOST:PORT or mqtts://HOST:PORT"};
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    // What stands alone may be a token.
    const std::size_t colon = text.find(':');
    const bool has_both = colon > 0 && colon < at && colon + 1 < at;
    const std::string user(has_both ? text.substr(0, colon) : "NAME");
    return Error{"a broker's address holds no credentials; write username: " + user +
                 " and password_file: FILE beside it"};
  }
  if (!text.empty() && text.back() == '/') text.remove_suffix(1);
  std::string_view port;
  if (take_prefix(text, "[")) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return Error{"an IPv6 address stands in brackets: mqtt://[::1]:1883"};
    broker.host = text.substr(0, end);
    port = text.substr(end + 1);
  } else {
    const std::size_t colon = text.find(':');
    broker.host = text.substr(0, colon);
    port = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
  }
  if (broker.host.empty() || broker.host.size() > 253 ||
      broker.host.find_first_of("/?# \t") != std::string::npos) {
    return Error{"a broker needs a host name or address, and no path"};
  }
  broker.port = broker.tls ? kTlsPort : kPlainPort;
  if (port.empty()) return broker;
  port.remove_prefix(1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), broker.port);
  if (error != std::errc() || end != port.data() + port.size() || broker.port == 0) {
    return Error{"a broker's port is a number from 1 to 65535"};
  }
  return broker;
}

std::string to_text(const Broker& broker) {
  if (broker.host.empty()) return "";
  return (broker.tls ? "mqtts://" : "mqtt://") + host_and_port(broker.host, broker.port);
}

bool is_loopback(const Broker& broker) {
  return broker.host == "localhost" || broker.host == "::1" || broker.host.rfind("127.", 0) == 0;
}

}  // namespace gatewarden::local_mqtt
