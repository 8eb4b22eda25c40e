// One client of libmosquitto with callbacks in our types. Every event restores errno, which tells the caller
// of read() whether the socket is drained.
#pragma once

#include <mosquitto.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/tls/tls_context.hpp"

namespace gatewarden::mqtt {

class MosquittoLibrary {
 public:
  // Called from inside the library.
  struct Events {
    std::function<void(const ConnAck&)> connected;
    std::function<void(std::uint8_t reason)> refused;  // the connection
    std::function<void(std::uint8_t reason)> hung_up;
    std::function<void(const Message&)> message;
    std::function<void(int packet, std::uint8_t reason)> published;
    std::function<void(int packet, const std::vector<std::uint8_t>& codes)> subscribed;
  };
  // Reads the target's secrets.
  static Result<std::unique_ptr<MosquittoLibrary>> make(Target target, Events events);
  ~MosquittoLibrary();
  MosquittoLibrary(const MosquittoLibrary&) = delete;
  MosquittoLibrary& operator=(const MosquittoLibrary&) = delete;

  // These return MOSQ_ERR_...
  int connect(const std::string& address, const Target& target);
  int publish(int& packet, std::string_view topic, std::string_view payload, int qos, bool retain);
  int subscribe(int& packet, const std::vector<std::string>& filters, int qos);
  void unsubscribe(const std::vector<std::string>& filters);
  void disconnect() { mosquitto_disconnect(client_); }
  int read() { return mosquitto_loop_read(client_, 1); }
  int write() { return mosquitto_loop_write(client_, 1); }
  int look_after() { return mosquitto_loop_misc(client_); }  // keep-alive

  // Publishes that completed inside publish(), without an event.
  using Published = std::pair<int, std::uint8_t>;  // packet, reason
  std::vector<Published> take_published_inside() { return std::exchange(published_inside_, {}); }

  int socket() const { return mosquitto_socket(client_); }
  bool wants_to_write() const { return mosquitto_want_write(client_); }
  bool has_decrypted() const;  // bytes the socket no longer shows
  bool refused_peer() const { return tls_ && !tls_->refusal().empty(); }
  // Why the connection was lost, after a call that returned `result`. `greeting`: during the TLS handshake.
  std::string explain(int result, const std::string& endpoint, bool greeting) const;

 private:
  struct Hooks;  // what libmosquitto calls
  MosquittoLibrary(bool v5, Events events) : v5_(v5), events_(std::move(events)) {}
  Result<void> prepare(const Target& target);

  const bool v5_;
  const Events events_;
  std::unique_ptr<TlsContext> tls_;
  mosquitto* client_ = nullptr;
  bool publishing_ = false;
  std::vector<Published> published_inside_;
  std::string last_error_;  // from the library's log
};

}  // namespace gatewarden::mqtt
