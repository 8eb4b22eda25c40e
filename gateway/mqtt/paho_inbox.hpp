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

// Any thread puts, the loop takes.
class PahoInbox {
 public:
  // Bounds a flood (such as the answers of all gateways of an account) while the loop is busy.
  static constexpr std::size_t kMaxMessages = 10'000;

  PahoInbox(boost::asio::io_context& io, std::function<void()> wake) : io_(&io), wake_(std::move(wake)) {}

  void put(PahoEvent event) {
    const std::lock_guard lock(mutex_);
    if (!io_) return;
    if (event.kind == PahoEvent::Kind::message && ++messages_ > kMaxMessages) return;
    events_.push_back(std::move(event));
    if (posted_) return;
    posted_ = true;
    boost::asio::post(*io_, wake_);
  }
  // On the loop. Both vectors keep their capacity.
  void take(std::vector<PahoEvent>& into) {
    into.clear();
    const std::lock_guard lock(mutex_);
    posted_ = false;
    messages_ = 0;
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
  std::size_t messages_ = 0;
  bool posted_ = false;
};

}  // namespace gatewarden::mqtt
