// Repeats a failed connection, without MQTT, up to the end of the TLS handshake: finds out why, for
// libraries that do not tell.
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

  struct Finding {
    std::string why;       // the first step that failed; if none did, the last one, with the address
    bool reached = false;  // every step was done: the failure lies elsewhere, or has passed
  };
  // `found` comes from the loop within 3 s. A new start cancels the previous one.
  void start(const Target& target, std::function<void(const Finding&)> found);
  void cancel();

 private:
  class Attempt;
  boost::asio::io_context& io_;
  std::shared_ptr<Attempt> attempt_;
};

}  // namespace gatewarden::mqtt
