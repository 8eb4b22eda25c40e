// A Modbus TCP connection. Asynchronous throughout, name resolution included; no timers of its own: who opens
// it closes it when it takes too long.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "adapters/modbus/stream.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::modbus {

// Lent to whichever connection has something to read, so that a thousand quiet connections own no buffers.
// Room for the answers to 15 requests of the largest size; more than are usually under way.
using ReadBuffer = std::array<std::uint8_t, 4096>;

class TcpStream final : public Stream {
 public:
  TcpStream(boost::asio::io_context& io, std::string host, std::uint16_t port, ReadBuffer& buffer);
  ~TcpStream() override;

  void open(StreamListener& listener) override;
  void close() override;
  void send(std::span<const std::uint8_t> bytes) override;

 private:
  class Connection;  // one attempt and what becomes of it

  boost::asio::io_context& io_;
  std::string host_;
  std::uint16_t port_;
  ReadBuffer& buffer_;
  std::shared_ptr<Connection> connection_;
};

}  // namespace gatewarden::modbus
