// Modbus/TCP Security (MODBUS/TCP Security Protocol Specification v21): Modbus TCP inside TLS,
// each side with a certificate of its own. What our certificate allows (the role in it, section
// 8.4) is for the device to judge.
//
// The files are read anew for each connection, so a renewed certificate counts from the next one on.
#pragma once

#include <memory>

#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/transport/host_addresses.hpp"
#include "adapters/modbus/transport/stream.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::modbus {

class TlsStream final : public Stream {
 public:
  // `room` bytes are read at a time. opened() comes after the handshake.
  TlsStream(boost::asio::io_context& io, TlsPeer peer, std::size_t room);
  ~TlsStream() override;

  void open(StreamListener& listener) override;
  void close() override;
  void send(std::span<const std::uint8_t> bytes) override;
  std::string endpoint() const override;
  std::string missing() const override;

 private:
  class Dialogue;  // one attempt and what becomes of it
  boost::asio::io_context& io_;
  TlsPeer peer_;
  std::shared_ptr<HostAddresses> there_;
  std::size_t room_;
  std::shared_ptr<Dialogue> dialogue_;
};

}  // namespace gatewarden::modbus
