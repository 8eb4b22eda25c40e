// A way in for a library that makes its own connection, on a thread of its own: a listener on 127.0.0.1 that lets in
// one peer and closes. The peer must be a socket of this very process: one of our descriptors has exactly the two ends
// of the accepted connection, the other way round. Everybody else is hung up on without a byte.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <memory>

#include "gateway/base/result.hpp"

namespace gatewarden::mqtt {

class LocalDoor : public std::enable_shared_from_this<LocalDoor> {
 public:
  static constexpr int kMaxStrangers = 100;  // then somebody is bent on it, and the connection is given up
  static constexpr int kBufferBytes = 64 * 1024;  // of each end in the kernel

  explicit LocalDoor(boost::asio::io_context& io) : door_(io) {}

  // The port. The error: the loopback interface is down, or ports or descriptors are short; with the remedy.
  Result<std::uint16_t> open();
  // `entered` once: our peer, or why there is none. Never after close(), nor from inside.
  void await(std::function<void(Result<boost::asio::ip::tcp::socket>)> entered);
  void close();
  int strangers() const { return strangers_; }

 private:
  boost::asio::ip::tcp::acceptor door_;
  int strangers_ = 0;
};

// The descriptor of this process that is the other end of `accepted`; -1: there is none.
int own_other_end(boost::asio::ip::tcp::socket& accepted);

}  // namespace gatewarden::mqtt
