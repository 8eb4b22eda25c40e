#include "adapters/local_mqtt/broker_address.hpp"

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
  const auto there = parse_host_port(text, broker.tls ? kTlsPort : kPlainPort);
  if (!there) {
    return Error{
        "a broker needs a host name or address (IPv6 in brackets), a port from 1 to 65535 where it is not the usual "
        "one, and no path"};
  }
  broker.host = there->host;
  broker.port = there->port;
  return broker;
}

std::string to_text(const Broker& broker) {
  if (broker.host.empty()) return "";
  return (broker.tls ? "mqtts://" : "mqtt://") + host_and_port(broker.host, broker.port);
}

}  // namespace gatewarden::local_mqtt
