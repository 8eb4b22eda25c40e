#include "adapters/modbus/transport/tcp_stream.hpp"

#include <boost/asio/io_context.hpp>

#include "adapters/modbus/transport/tcp_connection.hpp"
#include "gateway/base/text/host_port.hpp"

namespace gatewarden::modbus {

TcpStream::TcpStream(boost::asio::io_context& io, std::string host, std::uint16_t port, std::size_t room)
    : TcpStream(io,
                std::make_shared<HostAddresses>(HostAddresses::system_lookup(io.get_executor()),
                                                std::move(host), port),
                room) {}

TcpStream::TcpStream(boost::asio::io_context& io, std::shared_ptr<HostAddresses> there, std::size_t room)
    : io_(io), there_(std::move(there)), room_(room) {}

TcpStream::~TcpStream() { close(); }

void TcpStream::open(StreamListener& listener) {
  connection_ = std::make_shared<TcpConnection>(io_, room_, listener);
  connection_->open(there_);
}

void TcpStream::close() {
  if (connection_) connection_->abandon();
  connection_.reset();
}

void TcpStream::send(std::span<const std::uint8_t> bytes) { connection_->send(bytes); }

std::string TcpStream::endpoint() const { return host_and_port(there_->host(), there_->port()); }

}  // namespace gatewarden::modbus
