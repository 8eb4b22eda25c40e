// A Modbus TCP gateway with one meter per unit id. Reads only; anything else is illegal.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <map>

#include "examples/simulated_site/meter.hpp"

namespace simulated {

class ModbusGateway {
 public:
  using Meters = std::map<std::uint8_t, Meter>;

  // Listens on a free loopback port.
  ModbusGateway(boost::asio::io_context& loop, Meters meters);

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  void pass(double seconds);

 private:
  void accept();

  boost::asio::ip::tcp::acceptor acceptor_;
  Meters meters_;
};

}  // namespace simulated
