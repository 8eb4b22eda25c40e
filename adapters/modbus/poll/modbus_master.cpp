#include "adapters/modbus/poll/modbus_master.hpp"

#include <random>

#include "adapters/modbus/poll/master_parts.hpp"
#include "adapters/modbus/poll/modbus_link.hpp"
#include "adapters/modbus/transport/dial_in_stream.hpp"
#include "adapters/modbus/transport/host_addresses.hpp"
#include "adapters/modbus/transport/serial_stream.hpp"
#include "adapters/modbus/transport/stream_for.hpp"
#include "adapters/modbus/transport/tcp_stream.hpp"
#include "adapters/modbus/transport/tls_stream.hpp"
#include "adapters/modbus/wire/mbap.hpp"

namespace gatewarden::modbus {

std::unique_ptr<Stream> stream_for(const LinkSettings& link, boost::asio::io_context& io, Clock& clock) {
  const std::size_t room = link.outstanding * kMaxFrameBytes;
  if (link.serial) {
    return std::make_unique<SerialStream>(io, clock, SerialSettings{*link.serial, link.line, link.rs485});
  }
  if (link.dial_in) return std::make_unique<DialInStream>(io, clock, *link.dial_in, room);
  const HostPort& host = link.tls ? link.tls->host : link.tcp ? *link.tcp : link.rtu_over_tcp.value();
  auto there = std::make_shared<HostAddresses>(HostAddresses::system_lookup(io), host.host, host.port);
  if (!link.tls) return std::make_unique<TcpStream>(io, clock, std::move(there), link.connect_timeout, room);
  return std::make_unique<TlsStream>(io, clock, *link.tls, std::move(there), link.connect_timeout, room);
}

ModbusMaster::ModbusMaster(Clock& clock, boost::asio::io_context& io, DeviceMemory* memory,
                           std::optional<std::uint64_t> seed)
    : io_(io),
      parts_(std::make_unique<MasterParts>(clock, seed ? *seed : std::uint64_t{std::random_device{}()},
                                           memory)) {}

ModbusMaster::~ModbusMaster() = default;

std::unique_ptr<Link> ModbusMaster::link(std::string name, const std::any& settings, SampleSink& sink) {
  const auto& chosen = std::any_cast<const LinkSettings&>(settings);
  auto stream = stream_for(chosen, io_, parts_->clock);
  return std::make_unique<ModbusLink>(std::move(name), chosen, sink, *parts_, std::move(stream));
}

}  // namespace gatewarden::modbus
