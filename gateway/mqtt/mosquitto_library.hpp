// One client of libmosquitto with callbacks in our types. Its bytes are given and taken, never on a network.
#pragma once

#include <mosquitto.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/mqtt/library_socket.hpp"
#include "gateway/mqtt/session.hpp"

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
  // The target's secrets are read.
  static Result<std::unique_ptr<MosquittoLibrary>> make(const Target& target, Events events);
  ~MosquittoLibrary();
  MosquittoLibrary(const MosquittoLibrary&) = delete;
  MosquittoLibrary& operator=(const MosquittoLibrary&) = delete;

  // Its greeting is then to be taken. The error: there is no way to the library.
  Result<void> connect(const Target& target);
  std::size_t give(Octets bytes) {
    drained_ = false;
    return socket_.give(bytes);
  }
  std::size_t take(std::span<std::uint8_t> into) const { return socket_.take(into); }

  // These return MOSQ_ERR_...
  int publish(int& packet, std::string_view topic, std::string_view payload, int qos, bool retain);
  int subscribe(int& packet, const std::vector<std::string>& filters, int qos);
  void unsubscribe(const std::vector<std::string>& filters);
  void disconnect() { mosquitto_disconnect(client_); }
  // One packet, or a part of it.
  int read();
  // Some of what was given.
  bool has_unread() const { return !drained_; }
  int write() { return mosquitto_loop_write(client_, 1); }
  int look_after() { return mosquitto_loop_misc(client_); }  // keep-alive
  // How often that is to be called: the library keeps time in seconds, and only when it is called.
  static std::chrono::milliseconds look_after_period(std::chrono::milliseconds keep_alive) {
    using std::chrono::milliseconds;
    return std::clamp(keep_alive / 4, milliseconds(250), milliseconds(15'000));
  }

  // Publishes that completed inside publish(), without an event.
  using Published = std::pair<int, std::uint8_t>;  // packet, reason
  std::vector<Published> take_published_inside() { return std::exchange(published_inside_, {}); }

  // Inside one of the events: then write() would wait for itself.
  bool is_reading() const { return reading_; }
  bool wants_to_write() const { return mosquitto_want_write(client_); }
  bool over() const { return mosquitto_socket(client_) < 0; }
  // What `result` of a call means.
  std::string words(int result) const;

 private:
  struct Hooks;  // what libmosquitto calls
  MosquittoLibrary(bool v5, Events events) : v5_(v5), events_(std::move(events)) {}
  Result<void> prepare(const Target& target);

  const bool v5_;
  const Events events_;
  mosquitto* client_ = nullptr;
  LibrarySocket socket_;
  bool publishing_ = false;
  bool reading_ = false;
  bool drained_ = true;
  std::vector<Published> published_inside_;
  std::string last_error_;  // from the library's log
};

}  // namespace gatewarden::mqtt
