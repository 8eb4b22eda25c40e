#include "adapters/modbus/modbus_master.hpp"

#include <random>

#include "adapters/modbus/master_parts.hpp"
#include "adapters/modbus/modbus_link.hpp"
#include "adapters/modbus/tcp_stream.hpp"

namespace gatewarden::modbus {

ModbusMaster::ModbusMaster(Clock& clock, boost::asio::io_context& io)
    : io_(io), parts_(std::make_unique<MasterParts>(clock, std::random_device{}())) {}

ModbusMaster::~ModbusMaster() = default;

std::unique_ptr<Link> ModbusMaster::link(std::string name, const std::any& settings, SampleSink& sink) {
  const auto& chosen = std::any_cast<const LinkSettings&>(settings);
  const std::size_t room = chosen.outstanding * kMaxFrameBytes;
  auto stream = std::make_unique<TcpStream>(io_, chosen.tcp.host, chosen.tcp.port, room);
  return std::make_unique<ModbusLink>(std::move(name), chosen, sink, *parts_, std::move(stream));
}

}  // namespace gatewarden::modbus
