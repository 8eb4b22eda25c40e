// Modbus/TCP Security (MODBUS/TCP Security Protocol Specification v21): Modbus TCP inside TLS, with a
// certificate on each side. The device judges what our certificate allows (its role, section 8.4).
//
// The files are read for each connection, so a renewed certificate counts from the next one.
#pragma once

#include <memory>

#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/transport/host_addresses.hpp"
#include "adapters/modbus/transport/stream.hpp"
#include "gateway/base/clock.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::modbus {

class TlsStream final : public Stream {
 public:
  // opened() follows the handshake. The rest as for TcpStream.
  TlsStream(boost::asio::io_context& io, Clock& clock, TlsPeer peer, std::shared_ptr<HostAddresses> there,
            Duration within, std::size_t room);
  ~TlsStream() override;

  void open(StreamListener& listener) override;
  void close() override;
  void send(std::span<const std::uint8_t> bytes) override;
  void doubt() override;
  std::string endpoint() const override;
  std::string missing() const override;

 private:
  class Dialogue;
  boost::asio::io_context& io_;
  Clock& clock_;
  TlsPeer peer_;
  std::shared_ptr<HostAddresses> there_;
  Duration within_;
  std::size_t room_;
  std::shared_ptr<Dialogue> dialogue_;
};

}  // namespace gatewarden::modbus
