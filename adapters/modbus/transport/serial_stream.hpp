// A serial port as a stream, exclusive while open. An unplugged port is closed; its owner opens it again.
#pragma once

#include <memory>

#include "adapters/modbus/transport/serial_port.hpp"
#include "adapters/modbus/transport/stream.hpp"
#include "gateway/base/clock.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::modbus {

class SerialStream final : public Stream {
 public:
  // The clock outlives the stream.
  SerialStream(boost::asio::io_context& io, Clock& clock, SerialSettings settings,
               Ioctl ioctl = system_ioctl());
  ~SerialStream() override;

  void open(StreamListener& listener) override;
  void close() override;
  void send(std::span<const std::uint8_t> bytes) override;
  std::string endpoint() const override { return settings_.path; }

 private:
  class Port;

  boost::asio::io_context& io_;
  Clock& clock_;
  SerialSettings settings_;
  Ioctl ioctl_;
  std::shared_ptr<Port> port_;
};

}  // namespace gatewarden::modbus
