#include "adapters/modbus/transport/tcp_stream.hpp"

#include <boost/asio/io_context.hpp>

#include "adapters/modbus/transport/tcp_connection.hpp"
#include "gateway/base/text/host_port.hpp"

namespace gatewarden::modbus {

TcpStream::TcpStream(boost::asio::io_context& io, Clock& clock, std::shared_ptr<HostAddresses> there,
                     Duration within, std::size_t room)
    : io_(io), clock_(clock), there_(std::move(there)), within_(within), room_(room) {}

TcpStream::~TcpStream() { close(); }

void TcpStream::open(StreamListener& listener) {
  connection_ = std::make_shared<TcpConnection>(io_, clock_, room_, listener);
  connection_->open(there_, within_);
}

void TcpStream::close() {
  if (connection_) connection_->abandon();
  connection_.reset();
}

void TcpStream::send(std::span<const std::uint8_t> bytes) { connection_->send(bytes); }

void TcpStream::doubt() { there_->pass_on(); }

std::string TcpStream::endpoint() const { return host_and_port(there_->host(), there_->port()); }

}  // namespace gatewarden::modbus
