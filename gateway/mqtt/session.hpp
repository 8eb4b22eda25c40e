// One MQTT connection, from connect to its end. A Session is used once: after `lost` or `close` it is
// destroyed and a new one made, so every publish completes exactly once whatever the library does. All calls
// and callbacks are on the loop's thread; callbacks never come from inside a call of the Session.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/mqtt/connection/target.hpp"

namespace gatewarden::mqtt {

// Chosen by the caller, unique within the session.
using Ticket = std::uint64_t;

// As announced, else the specification's default (65535, no limit ...).
struct ConnAck {
  std::uint16_t receive_maximum = 65535;
  std::optional<std::uint32_t> maximum_packet_size;
  // No broker's: what a Greengrass nucleus takes of payload, and of a topic with its payload in Base64.
  std::optional<std::uint32_t> maximum_payload{};
  std::optional<std::uint32_t> maximum_encoded{};
  std::uint8_t maximum_qos = 2;
  std::optional<std::uint16_t> server_keep_alive;
};

struct Message {
  std::string_view topic;  // both valid only during the callback
  std::string_view payload;
  bool retained = false;
};

struct Callbacks {
  std::function<void(const ConnAck&)> connected;
  // The session's end, once: not connected, hung up or timed out. Open publishes are reported first.
  // `reason`: MQTT 5, if the broker gave one.
  std::function<void(std::string why, std::optional<std::uint8_t> reason)> lost;
  std::function<void(const Message&)> message;
  // Once per publish. 0 (or 16, no subscribers): success; 255: the link ended first.
  std::function<void(Ticket, std::uint8_t reason, std::string_view why)> published;
  // Per filter: granted QoS, or a code >= 0x80.
  std::function<void(Ticket, const std::vector<std::uint8_t>&)> subscribed;
};

class Session {
 public:
  virtual ~Session() = default;  // ends the connection at once, without callbacks
  virtual void connect(Callbacks callbacks) = 0;
  virtual void publish(Ticket ticket, std::string_view topic, std::string_view payload, int qos,
                       bool retain) = 0;
  virtual void subscribe(Ticket ticket, const std::vector<std::string>& filters, int qos) = 0;
  // Some may still arrive. Reports no answer. Optional where subscriptions never change.
  virtual void unsubscribe(const std::vector<std::string>& filters) { (void)filters; }
  // No message is told from now on until resume(), and none is lost: what comes waits with the broker. Keep-alives are
  // sent; their answers are read, and missed, after it. Optional where a message is done with when its callback returns.
  virtual void pause() {}
  virtual void resume() {}
  virtual void close() = 0;  // DISCONNECT; `lost` follows
};

using SessionFactory = std::function<std::unique_ptr<Session>(const Target&)>;

}  // namespace gatewarden::mqtt
