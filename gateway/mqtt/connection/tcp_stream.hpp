// A TCP connection as bytes, without blocking. What cannot be sent at once is kept.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <vector>

#include "gateway/mqtt/connection/packet_cursor.hpp"
#include "gateway/mqtt/connection/socket_watch.hpp"

namespace gatewarden::mqtt {

class TcpStream {
 public:
  explicit TcpStream(boost::asio::io_context& io) : watch_(io) {}
  ~TcpStream() { close(); }
  TcpStream(const TcpStream&) = delete;
  TcpStream& operator=(const TcpStream&) = delete;

  // `writable`: connected or refused; later: all that was kept is sent. As SocketWatch's.
  void begin(std::weak_ptr<void> owner, SocketWatch::Events events) {
    watch_.begin(std::move(owner), std::move(events));
  }
  // Why it cannot be tried; empty: `writable` will come.
  std::string connect(const boost::asio::ip::tcp::endpoint& address);
  // After `writable`: why there is no connection; empty: there is one.
  std::string connect_failure();

  // 0: nothing now, or over. After a failed write there may be more to read: what the other side said before it hung up.
  std::size_t read(std::span<std::uint8_t> into);
  // After an end it does nothing.
  void write(Octets bytes);
  void flush();  // after `writable`
  void wait_readable() { watch_.wait_readable(); }
  std::size_t unsent() const { return unsent_.size() - sent_; }

  bool over() const { return !why_.empty(); }
  // Why it is over ("Connection reset by peer"); empty: it is not.
  const std::string& why() const { return why_; }
  void close();

 private:
  std::size_t send(Octets bytes);
  void fail(int error);

  SocketWatch watch_;
  int socket_ = -1;
  std::string why_;
  std::vector<std::uint8_t> unsent_;
  std::size_t sent_ = 0;  // of these
};

}  // namespace gatewarden::mqtt
