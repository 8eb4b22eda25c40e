// Waits on duplicates of a socket whose owner may close it at any time.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>

namespace gatewarden::mqtt {

class SocketWatch {
 public:
  struct Events {
    std::function<void()> readable;
    std::function<void()> writable;
  };
  explicit SocketWatch(boost::asio::io_context& io) : inlet_(io), outlet_(io) {}

  // `owner` holds this watch and is kept alive during an event; without it no event comes.
  void begin(std::weak_ptr<void> owner, Events events);
  // Watches this socket only. The error: out of file descriptors.
  boost::system::error_code adopt(int socket);
  // One event each, unless already waiting.
  void wait_readable();
  boost::system::error_code wait_writable();
  void close();
  bool is_open() const { return inlet_.is_open(); }
  bool waits_to_write() const { return outlet_.is_open(); }
  // Why a writable socket is not connected, as errno; 0 if it is.
  int connect_failure();

 private:
  std::weak_ptr<void> owner_;
  Events events_;
  boost::asio::posix::stream_descriptor inlet_;
  // Open only with something to write: once a descriptor has waited to be written, Asio also wakes for it
  // with every wait to read, twice per arrival.
  boost::asio::posix::stream_descriptor outlet_;
  bool reading_ = false;  // already waiting
};

}  // namespace gatewarden::mqtt
