#include "gateway/mqtt/paho_relay.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <utility>

#include "gateway/mqtt/connection/wake_up.hpp"

namespace gatewarden::mqtt {

using Failure = boost::system::error_code;

PahoRelay::PahoRelay(boost::asio::io_context& io, const Target& target,
                     std::shared_ptr<BrokerConnection> connection, std::shared_ptr<PahoInbox> inbox)
    : io_(io),
      connection_(std::move(connection)),
      inbox_(std::move(inbox)),
      door_(std::make_shared<LocalDoor>(io)),
      paho_(io),
      intake_(target),
      pulse_(io) {}

Result<std::uint16_t> PahoRelay::open(std::function<void(std::string)> ended) {
  ended_ = std::move(ended);
  auto port = door_->open();
  if (!port) return port;
  door_->await([weak = weak_from_this()](Result<boost::asio::ip::tcp::socket> entered) {
    const auto relay = weak.lock();
    if (!relay) return;
    if (!entered) return relay->end(entered.error());
    relay->paho_ = std::move(*entered);
    relay->carry_out();
    relay->carry_in();
  });
  connection_->begin({.readable = [this] { carry_in(); },
                      .sent =
                          [this] {
                            carry_out();
                            carry_in();
                          }});
  return port;
}

void PahoRelay::go_on() { carry_in(); }

// A wake-up at most, and nothing while Paho, the inbox or the broker is behind, nor before Paho's greeting.
void PahoRelay::carry_in() {
  if (passing_ || !ended_ || !paho_.is_open() || !intake_.greeting_sent()) return;
  if (inbox_->is_full() || connection_->unsent() > BrokerConnection::kMaxUnsent) return;
  const auto self = shared_from_this();
  WakeUp wake_up;
  while (!wake_up.over()) {
    if (!intake_.fault().empty()) return end("the broker " + broker() + " sent " + intake_.fault());
    const std::size_t came = intake_.fill(*connection_);
    wake_up.took(came);
    if (!intake_.ready().empty()) return pass_on();
    if (came > 0 || !intake_.fault().empty()) continue;
    if (const std::string why = connection_->why_over(); !why.empty()) return end(why);
    return connection_->wait_readable();
  }
  boost::asio::post(io_, [self] { self->carry_in(); });
}

void PahoRelay::pass_on() {
  passing_ = true;
  const Octets ready = intake_.ready();
  boost::asio::async_write(paho_, boost::asio::buffer(ready.data(), ready.size()),
                           [self = shared_from_this()](const Failure&, std::size_t) {
                             self->passing_ = false;
                             self->carry_in();
                           });
}

void PahoRelay::carry_out() {
  if (fetching_ || !ended_ || !paho_.is_open()) return;
  if (connection_->unsent() > BrokerConnection::kMaxUnsent) return;
  fetching_ = true;
  paho_.async_read_some(boost::asio::buffer(written_),
                        [self = shared_from_this()](const Failure& over, std::size_t count) {
                          self->fetching_ = false;
                          if (over || !self->ended_) return;  // Paho tells its end itself
                          const bool begins = !self->intake_.greeting_sent();
                          self->send(std::span(self->written_).first(count));
                          if (begins) self->carry_in();
                          self->carry_out();
                        });
}

// Wiped, as there may be a password in it.
void PahoRelay::send(std::span<std::uint8_t> bytes) {
  quiet_ = false;
  intake_.send(bytes, *connection_);
  ::explicit_bzero(bytes.data(), bytes.size());
}

// Twice in the time, so that no pause is longer than it.
void PahoRelay::keep_alive(std::chrono::seconds agreed) {
  pulse_.expires_after(std::chrono::milliseconds(agreed) / 2);
  pulse_.async_wait([weak = weak_from_this(), agreed](const Failure& cancelled) {
    const auto self = weak.lock();
    if (cancelled || !self || !self->ended_) return;
    std::array<std::uint8_t, 2> pingreq{0xC0, 0x00};
    if (self->quiet_ && self->intake_.between_sent()) self->send(pingreq);
    self->quiet_ = true;
    self->keep_alive(agreed);
  });
}

// Paho's end follows: it reads what lies there, then the end.
void PahoRelay::end(const std::string& why) {
  const auto ended = std::exchange(ended_, nullptr);
  if (!ended) return;
  why_ = why;
  Failure ignored;
  door_->close();
  paho_.shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
  boost::asio::post(io_, [ended, why] { ended(why); });
}

void PahoRelay::close() {
  const auto self = shared_from_this();
  ended_ = nullptr;
  pulse_.cancel();
  door_->close();
  Failure none;
  if (paho_.is_open()) {
    paho_.cancel(none);
    paho_.non_blocking(true, none);
    for (std::size_t count = 1; count > 0 && connection_->unsent() <= BrokerConnection::kMaxUnsent;) {
      count = paho_.read_some(boost::asio::buffer(written_), none);
      connection_->write(Octets(written_).first(count));
    }
    paho_.close(none);
  }
  connection_->close();
}

}  // namespace gatewarden::mqtt
