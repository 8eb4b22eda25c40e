// A TCP connection to a device, gateway or serial server. Asynchronous, name resolution included. Its owner closes
// an attempt that takes too long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "adapters/modbus/transport/stream.hpp"
#include "gateway/base/clock.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::modbus {

class HostAddresses;
class TcpConnection;

class TcpStream final : public Stream {
 public:
  // `within`: the time that the owner gives an attempt, which the addresses share (address_order.hpp). `room`: the most
  // bytes of one read, what the other side usually sends at once; owned by every connection. The clock outlives it.
  TcpStream(boost::asio::io_context& io, Clock& clock, std::shared_ptr<HostAddresses> there, Duration within,
            std::size_t room);
  ~TcpStream() override;

  void open(StreamListener& listener) override;
  void close() override;
  void send(std::span<const std::uint8_t> bytes) override;
  void doubt() override;
  std::string endpoint() const override;

 private:
  boost::asio::io_context& io_;
  Clock& clock_;
  std::shared_ptr<HostAddresses> there_;
  Duration within_;
  std::size_t room_;
  std::shared_ptr<TcpConnection> connection_;
};

}  // namespace gatewarden::modbus
