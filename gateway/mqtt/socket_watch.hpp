// Waits for somebody else's socket, on duplicates of it: its owner closes it when it likes.
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

  // `owner` holds this watch; it is kept alive while an event is handled, and no event comes without it.
  void begin(std::weak_ptr<void> owner, Events events);
  // From now on this socket; waits for an earlier one are over. The error: there is no descriptor left.
  boost::system::error_code adopt(int socket);
  // One event each, unless a wait is under way already.
  void wait_readable();
  boost::system::error_code wait_writable();
  void close();
  bool is_open() const { return inlet_.is_open(); }
  bool waits_to_write() const { return outlet_.is_open(); }
  // Why a socket that became writable is not connected, as errno; 0 when it is.
  int connect_failure();

 private:
  std::weak_ptr<void> owner_;
  Events events_;
  boost::asio::posix::stream_descriptor inlet_;
  // Open only while there is something to write. Once a descriptor has waited to be written, Asio wakes up
  // for its being writable again with every wait to read: twice per arrival.
  boost::asio::posix::stream_descriptor outlet_;
  bool reading_ = false;  // a wait is under way
};

}  // namespace gatewarden::mqtt
