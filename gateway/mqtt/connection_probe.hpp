// Finds out why a connection could not be made, in words, by trying once more up to the end of the TLS
// handshake. For a client library that only says that it failed. Sends no MQTT.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

class ConnectionProbe {
 public:
  explicit ConnectionProbe(boost::asio::io_context& io) : io_(io) {}
  ~ConnectionProbe() { cancel(); }
  ConnectionProbe(const ConnectionProbe&) = delete;
  ConnectionProbe& operator=(const ConnectionProbe&) = delete;

  // `found` comes within 3 s, from the loop. A new start forgets the one before.
  void start(const Target& target, std::function<void(std::string why)> found);
  void cancel();

 private:
  class Attempt;
  boost::asio::io_context& io_;
  std::shared_ptr<Attempt> attempt_;
};

}  // namespace gatewarden::mqtt
