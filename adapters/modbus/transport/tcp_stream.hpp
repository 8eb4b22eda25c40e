// A TCP connection to a device, gateway or serial server. Asynchronous throughout, name resolution included;
// no timers of its own: who opens it closes it when it takes too long.
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
  // `room` bytes are read at a time: as much as the other side may usually send at once,
  // since every connection owns them.
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
  std::shared_ptr<TcpConnection> connection_;  // one attempt and what becomes of it
};

}  // namespace gatewarden::modbus
