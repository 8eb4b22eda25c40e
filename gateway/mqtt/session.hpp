// What we need of MQTT, and no more: one connection, from connect to its end. A Session is used once:
// after `lost` or `close` it is destroyed and a new one made, so every publish completes exactly once
// whatever the library does. All calls and callbacks are on the loop's thread; callbacks never come
// from inside a call of the Session.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/tls/tls.hpp"

namespace gatewarden::mqtt {

enum class Version : std::uint8_t { v311, v5 };
// Of one publish or subscription; chosen by the caller, unique within the session.
using Ticket = std::uint64_t;

// An HTTP proxy that is asked to CONNECT to the target; it looks the target's name up.
struct Proxy {
  std::string host{};
  std::uint16_t port = 3128;
  std::string username{};       // empty: none is sent
  std::string password{};       // never logged
  std::string password_file{};  // as Target's
};

struct Target {
  std::string host;  // a name or address; SNI and the host name check use it
  std::uint16_t port = 8883;
  std::optional<Tls> tls;
  Version version = Version::v5;
  std::string client_id;
  std::string username;  // empty: none
  std::string password;  // never logged
  // Where given, its first line is the password, read by the session when it connects.
  std::string password_file;
  std::optional<Proxy> proxy;  // paho_sessions only
  std::chrono::seconds keep_alive{60};
  Duration connect_timeout = std::chrono::seconds(10);  // name look-up, TCP, TLS and CONNACK together
  std::uint16_t max_in_flight = 100;
};

// What the broker announced. Absent: the specification's default (65535, no limit ...).
struct ConnAck {
  std::uint16_t receive_maximum = 65535;
  std::optional<std::uint32_t> maximum_packet_size;
  std::uint8_t maximum_qos = 2;
  std::optional<std::uint16_t> server_keep_alive;
};

struct Message {
  std::string_view topic;  // both only for the time of the callback
  std::string_view payload;
  bool retained = false;
};

struct Callbacks {
  std::function<void(const ConnAck&)> connected;
  // The end of the session, once: failed to connect, hung up, timed out. Every open publish has been told
  // first. `reason` is an MQTT 5 reason code where the broker gave one.
  std::function<void(std::string why, std::optional<std::uint8_t> reason)> lost;
  std::function<void(const Message&)> message;
  // Exactly once per publish: 0 (or 16, no subscribers) is success; 255 with the
  // reason where the link ended first.
  std::function<void(Ticket, std::uint8_t reason, std::string_view why)> published;
  // One reason per filter: granted QoS or a code >= 0x80.
  std::function<void(Ticket, const std::vector<std::uint8_t>&)> subscribed;
};

class Session {
 public:
  virtual ~Session() = default;  // ends the connection without ceremony; no callback afterwards
  virtual void connect(Callbacks callbacks) = 0;
  virtual void publish(Ticket ticket, std::string_view topic, std::string_view payload, int qos,
                       bool retain) = 0;
  virtual void subscribe(Ticket ticket, const std::vector<std::string>& filters, int qos) = 0;
  // Asks the broker to send these no more; what is under way may still arrive. No answer is reported. A
  // Session whose subscriptions never change need not implement it.
  virtual void unsubscribe(const std::vector<std::string>& filters) { (void)filters; }
  virtual void close() = 0;  // DISCONNECT; `lost` follows
};

// Makes a fresh Session per connection attempt.
using SessionFactory = std::function<std::unique_ptr<Session>(const Target&)>;

}  // namespace gatewarden::mqtt
