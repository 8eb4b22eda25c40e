// Paho's client with all it points into (options must outlive it: paho.mqtt.cpp issue 325). Created on the
// loop without calling the library; started, disconnected and destroyed on the worker.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "gateway/mqtt/paho_inbox.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

class PahoClient {
 public:
  // How long a DISCONNECT waits for publishes under way.
  static constexpr int kDisconnectMilliseconds = 500;

  PahoClient(const Target& target, std::shared_ptr<PahoInbox> inbox);
  ~PahoClient();  // may block: on the worker
  PahoClient(const PahoClient&) = delete;
  PahoClient& operator=(const PahoClient&) = delete;

  // On the worker.
  void start(std::uint16_t port);  // on 127.0.0.1
  void disconnect();

  // On the loop, between `connected` and the end. Failures come through the inbox too.
  void publish(Ticket ticket, std::string_view topic, std::string_view payload, int qos, bool retain);
  void unsubscribe(const std::vector<std::string>& filters);
  void subscribe(Ticket ticket, const std::vector<std::string>& filters, int qos);

 private:
  class Listener;
  std::unique_ptr<Listener> listener_;
};

}  // namespace gatewarden::mqtt
