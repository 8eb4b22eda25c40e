// A TCP connection to a device, gateway or serial server. Asynchronous, name resolution included. No timers:
// its owner closes an attempt that takes too long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "adapters/modbus/transport/stream.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::modbus {

class HostAddresses;
class TcpConnection;

class TcpStream final : public Stream {
 public:
  // `room`: the most bytes of one read, what the other side usually sends at once; owned by every connection.
  TcpStream(boost::asio::io_context& io, std::string host, std::uint16_t port, std::size_t room);
  TcpStream(boost::asio::io_context& io, std::shared_ptr<HostAddresses> there, std::size_t room);
  ~TcpStream() override;

  void open(StreamListener& listener) override;
  void close() override;
  void send(std::span<const std::uint8_t> bytes) override;
  std::string endpoint() const override;

 private:
  boost::asio::io_context& io_;
  std::shared_ptr<HostAddresses> there_;
  std::size_t room_;
  std::shared_ptr<TcpConnection> connection_;
};

}  // namespace gatewarden::modbus
