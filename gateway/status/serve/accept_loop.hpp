// Accepts connections until closed. A failing accept (no descriptors left) pauses for a second.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "gateway/base/clock.hpp"

namespace gatewarden::status {

template <class Protocol>
class AcceptLoop : public std::enable_shared_from_this<AcceptLoop<Protocol>> {
 public:
  using Acceptor = boost::asio::basic_socket_acceptor<Protocol>;
  using Socket = typename Protocol::socket;
  using Accepted = std::function<void(Socket)>;

  AcceptLoop(Acceptor acceptor, Clock& clock, Accepted accepted)
      : acceptor_(std::move(acceptor)), clock_(clock), accepted_(std::move(accepted)) {}

  void start() {
    pause_ = clock_.timer([weak = this->weak_from_this()] {
      if (const auto self = weak.lock()) self->next();
    });
    next();
  }
  void close() {
    closed_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.reset();
    accepted_ = nullptr;
  }
  const Acceptor& acceptor() const { return acceptor_; }

 private:
  void next() {
    if (closed_) return;
    acceptor_.async_accept(
        [self = this->shared_from_this()](const boost::system::error_code& error, Socket socket) {
          if (self->closed_) return;
          if (error) {
            self->pause_->arm(self->clock_.now() + std::chrono::seconds(1));
            return;
          }
          self->accepted_(std::move(socket));
          self->next();
        });
  }

  Acceptor acceptor_;
  Clock& clock_;
  Accepted accepted_;
  std::unique_ptr<Timer> pause_;
  bool closed_ = false;
};

}  // namespace gatewarden::status
