// Where a broker is, how it is reached, and who asks.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/base/text/host_port.hpp"
#include "gateway/tls/secret.hpp"
#include "gateway/tls/tls.hpp"

namespace gatewarden::mqtt {

enum class Version : std::uint8_t { v311, v5 };

// An HTTP proxy that gets a CONNECT for the target and looks up its name.
struct Proxy {
  std::string host{};
  std::uint16_t port = 3128;
  std::string username{};       // empty: none
  Secret password{};            // never logged
  std::string password_file{};  // as Target's
};

struct Target {
  std::string host;  // name or address (IPv6 without brackets), for SNI and the host name check
  std::uint16_t port = 8883;
  std::optional<Tls> tls;
  Version version = Version::v5;
  std::string client_id;
  std::string username;  // empty: none
  Secret password;       // never logged
  // If given, its first line is the password, read at connect.
  std::string password_file;
  std::optional<Proxy> proxy;
  std::chrono::seconds keep_alive{60};
  Duration connect_timeout = std::chrono::seconds(10);  // from name look-up to CONNACK
  std::uint16_t max_in_flight = 100;
  // Bytes of a publish from the broker. What is longer never lies in memory: it arrives with one byte more than
  // these, so that its reader sees that it is too long.
  std::size_t max_payload = 128 * 1024;
};

inline std::string endpoint_of(const Target& target) { return host_and_port(target.host, target.port); }

// "broker:8883 through the proxy proxy:3128", for errors.
inline std::string way_to(const Target& target) {
  if (!target.proxy) return endpoint_of(target);
  return endpoint_of(target) + " through the proxy " + host_and_port(target.proxy->host, target.proxy->port);
}

}  // namespace gatewarden::mqtt
