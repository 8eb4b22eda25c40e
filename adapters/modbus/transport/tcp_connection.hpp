// One TCP connection, opened by either side, for TcpStream and DialInStream.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <vector>

#include "adapters/modbus/transport/host_addresses.hpp"
#include "adapters/modbus/transport/stream.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

// Lives while one of its handlers is pending; ignores all once its listener is gone.
class TcpConnection : public std::enable_shared_from_this<TcpConnection> {
 public:
  // Bytes that wait for the other side: many times the requests of all places. TLS answers what a peer asks it, too, so
  // one that asks and takes nothing ends the connection.
  static constexpr std::size_t kMaxUnsent = 64 * 1024;

  // `room`: the most bytes of one read. The clock outlives the listener.
  TcpConnection(boost::asio::io_context& io, Clock& clock, std::size_t room, StreamListener& listener);

  // Tries each address once, from where the last attempt stopped, and leaves a silent one while there is time for
  // others. `within`: of the whole attempt, which the owner ends.
  void open(std::shared_ptr<HostAddresses> host, Duration within);
  // Takes an open connection; opened() follows.
  void adopt(boost::asio::ip::tcp::socket socket);
  void abandon();
  void send(std::span<const std::uint8_t> bytes);
  // Ends it as if the other side had.
  void fail(const Trouble& trouble);

 private:
  void connect(std::size_t tries);
  void bound_try(std::size_t tries);
  void connected(boost::system::error_code error);
  void read();
  void arrived(boost::system::error_code error, std::size_t count);
  void keep(std::span<const std::uint8_t> bytes);
  void await_writable();

  boost::asio::ip::tcp::socket socket_;
  Clock& clock_;
  std::vector<std::uint8_t> buffer_;
  StreamListener* listener_;
  std::shared_ptr<HostAddresses> host_;
  Duration within_{};
  SteadyTime deadline_{};             // of the attempt
  std::unique_ptr<Timer> timer_;      // of one address among others
  std::vector<std::uint8_t> unsent_;  // left by a full socket buffer
};

}  // namespace gatewarden::modbus
