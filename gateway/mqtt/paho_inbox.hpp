// Carries the events of Paho's threads to the loop.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

struct PahoEvent {
  enum class Kind : std::uint8_t { connected, ended, message, published, subscribed };
  Kind kind{};
  Ticket ticket{};
  std::optional<std::uint8_t> reason{};
  std::string text{};  // why; a message's topic
  std::string payload{};
  bool retained = false;
  bool vague = false;  // why it ended, as the library says it: "TCP/TLS connect failure"
  ConnAck ack{};
  std::vector<std::uint8_t> granted{};
};

// Any thread puts, the loop takes. Nothing is dropped: who gives Paho bytes to read stops while it is full, so it holds
// kMaxBytes and what was under way (LocalDoor::kBufferBytes, twice, and a packet).
class PahoInbox {
 public:
  static constexpr std::size_t kMaxBytes = 256 * 1024;

  PahoInbox(boost::asio::io_context& io, std::function<void()> wake) : io_(&io), wake_(std::move(wake)) {}

  void put(PahoEvent event) {
    const std::lock_guard lock(mutex_);
    if (!io_) return;
    bytes_ += sizeof event + event.text.size() + event.payload.size() + event.granted.size();
    events_.push_back(std::move(event));
    if (posted_) return;
    posted_ = true;
    boost::asio::post(*io_, wake_);
  }
  bool is_full() {
    const std::lock_guard lock(mutex_);
    return bytes_ >= kMaxBytes;
  }
  // On the loop. Both vectors keep their capacity.
  void take(std::vector<PahoEvent>& into) {
    into.clear();
    const std::lock_guard lock(mutex_);
    posted_ = false;
    bytes_ = 0;
    events_.swap(into);
  }
  // Accepts and posts nothing more; the io_context may be destroyed.
  void shut() {
    const std::lock_guard lock(mutex_);
    io_ = nullptr;
    events_.clear();
    wake_ = nullptr;
  }

 private:
  std::mutex mutex_;
  boost::asio::io_context* io_;
  std::function<void()> wake_;
  std::vector<PahoEvent> events_;
  std::size_t bytes_ = 0;
  bool posted_ = false;
};

}  // namespace gatewarden::mqtt
