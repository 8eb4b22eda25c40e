// What the fleet file says of a local broker, its metrics and its children.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "gateway/mqtt/session.hpp"
#include "gateway/sample/link_budget.hpp"

namespace gatewarden::local_mqtt {

struct Broker {
  std::string host;
  std::uint16_t port = 1883;
  bool tls = false;  // mqtts://
};

// links.<name>.mqtt
struct Settings {
  Broker broker;
  std::string username;
  std::string password_file;  // read at every attempt to connect: it may change
  std::string ca;             // files; empty: the system's
  std::string certificate;
  std::string private_key;
  std::string client_id;  // empty: the link's name and a random part
  mqtt::Version version = mqtt::Version::v311;
  Duration keep_alive = std::chrono::seconds(30);
  std::uint32_t qos = 1;
  std::uint32_t max_payload = 256 * 1024;                        // bytes; larger ones are only counted
  std::uint32_t bytes_per_second = LinkBudget::kBytesPerSecond;  // of a device; see link_budget.hpp
  bool retained = false;                                         // take retained payloads, of unknown age
  std::vector<std::string> topics;  // patterns with one {id}, subscribed instead of derived ones
};

// A metric's `from:`: an RFC 6901 pointer into the payload; empty: all of it.
struct From {
  std::string json;
};

// A child's own keys.
struct Address {
  std::string topic;
};

}  // namespace gatewarden::local_mqtt
