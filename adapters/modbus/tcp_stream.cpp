#include "adapters/modbus/tcp_stream.hpp"

#include "adapters/modbus/tcp_connection.hpp"

namespace gatewarden::modbus {

TcpStream::TcpStream(boost::asio::io_context& io, std::string host, std::uint16_t port, std::size_t room)
    : io_(io), host_(std::move(host)), port_(port), room_(room) {}

TcpStream::~TcpStream() { close(); }

void TcpStream::open(StreamListener& listener) {
  connection_ = std::make_shared<TcpConnection>(io_, room_, listener);
  connection_->open(host_, port_);
}

void TcpStream::close() {
  if (connection_) connection_->abandon();
  connection_.reset();
}

void TcpStream::send(std::span<const std::uint8_t> bytes) { connection_->send(bytes); }

std::string TcpStream::endpoint() const { return endpoint_text(host_, port_); }

}  // namespace gatewarden::modbus
