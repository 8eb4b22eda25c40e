// One TCP connection, made by us or by the other side: what TcpStream and DialInStream share.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "adapters/modbus/transport/host_addresses.hpp"
#include "adapters/modbus/transport/stream.hpp"

namespace gatewarden::modbus {

// Lives as long as a handler of it is under way; deaf once its listener is gone.
class TcpConnection : public std::enable_shared_from_this<TcpConnection> {
 public:
  // `room` bytes are read at a time.
  TcpConnection(boost::asio::io_context& io, std::size_t room, StreamListener& listener);

  // Tries each address of the host once, beginning where the last attempt left off.
  void open(std::shared_ptr<HostAddresses> host);
  // A connection that stands already; opened() follows.
  void adopt(boost::asio::ip::tcp::socket socket);
  void abandon();
  void send(std::span<const std::uint8_t> bytes);
  // Ends it as if the other side had.
  void fail(const Trouble& trouble);

 private:
  void connect(std::size_t tries);
  void connected(boost::system::error_code error);
  void read();
  void arrived(boost::system::error_code error, std::size_t count);
  void await_writable();

  boost::asio::ip::tcp::socket socket_;
  std::vector<std::uint8_t> buffer_;
  StreamListener* listener_;
  std::shared_ptr<HostAddresses> host_;  // of one that is opened
  std::vector<std::uint8_t> unsent_;     // what a full socket buffer left; at most one request per place
};

// "[::1]:502"
std::string endpoint_text(const std::string& host, std::uint16_t port);

}  // namespace gatewarden::modbus
