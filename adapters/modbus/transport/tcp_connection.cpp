#include "adapters/modbus/transport/tcp_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "gateway/base/text/errno_words.hpp"

namespace gatewarden::modbus {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// A peer that acknowledges nothing for so long is gone (tcp(7), TCP_USER_TIMEOUT). Finds half-open connections
// even while every unit is silent for its own reasons.
constexpr unsigned kUnacknowledgedMilliseconds = 15'000;

void tune(tcp::socket& socket) {
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &kUnacknowledgedMilliseconds,
               sizeof kUnacknowledgedMilliseconds);
}

}  // namespace

TcpConnection::TcpConnection(asio::io_context& io, Clock& clock, std::size_t room, StreamListener& listener)
    : socket_(io), clock_(clock), buffer_(room), listener_(&listener) {}

void TcpConnection::open(std::shared_ptr<HostAddresses> host, Duration within) {
  host_ = std::move(host);
  within_ = within;
  deadline_ = clock_.now() + within;
  host_->find([self = shared_from_this()](const std::string& why) {
    if (!self->listener_) return;
    why.empty() ? self->connect(self->host_->count()) : self->fail({Trouble::Kind::unresolved, why});
  });
}

void TcpConnection::adopt(tcp::socket socket) {
  socket_ = std::move(socket);
  asio::post(socket_.get_executor(), [self = shared_from_this()] { self->connected({}); });
}

void TcpConnection::abandon() {
  listener_ = nullptr;
  timer_.reset();  // a pending handler may outlive the clock
  error_code ignored;
  if (host_) host_->abandon();
  socket_.close(ignored);
}

void TcpConnection::send(std::span<const std::uint8_t> bytes) {
  if (!unsent_.empty()) return keep(bytes);
  error_code error;
  const std::size_t sent = socket_.write_some(asio::buffer(bytes.data(), bytes.size()), error);
  if (error && error != asio::error::would_block) return;  // the pending read reports it
  if (sent == bytes.size()) return;
  keep(bytes.subspan(sent));
  await_writable();
}

void TcpConnection::keep(std::span<const std::uint8_t> bytes) {
  if (unsent_.size() + bytes.size() <= kMaxUnsent) {
    unsent_.insert(unsent_.end(), bytes.begin(), bytes.end());
    return;
  }
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    self->fail({Trouble::Kind::lost, "the other side takes nothing of what it is sent"});
  });
}

void TcpConnection::connect(std::size_t tries) {
  const tcp::endpoint there = host_->next();
  bound_try(tries);
  socket_.async_connect(there, [self = shared_from_this(), there, tries](error_code error) {
    if (!self->listener_) return;
    self->timer_.reset();
    if (!error) self->host_->keep(there);
    if (!error || tries <= 1 || self->host_->count() == 0) return self->connected(error);
    error_code ignored;
    self->socket_.close(ignored);
    self->connect(tries - 1);
  });
}

// The last one may take the rest of the time: its owner ends it.
void TcpConnection::bound_try(std::size_t tries) {
  const SteadyTime now = clock_.now();
  const Duration share = time_for_address(within_, deadline_ - now, tries);
  if (tries <= 1 || now + share >= deadline_) return;
  timer_ = clock_.timer([this] {
    error_code ignored;
    socket_.close(ignored);
  });
  timer_->arm(now + share);
}

void TcpConnection::connected(error_code error) {
  if (!listener_) return;
  if (error) return fail({Trouble::Kind::unreachable, "cannot connect: " + errno_words(error.value())});
  tune(socket_);
  read();
  listener_->opened();
}

// Not "wait, then read": that costs one more system call each time.
void TcpConnection::read() {
  socket_.async_read_some(
      asio::buffer(buffer_),
      [self = shared_from_this()](error_code error, std::size_t count) { self->arrived(error, count); });
}

void TcpConnection::arrived(error_code error, std::size_t count) {
  if (!listener_) return;
  if (error == asio::error::eof) return fail({Trouble::Kind::closed_by_peer, "closed by the other side"});
  if (error) return fail({Trouble::Kind::lost, "connection lost: " + error.message()});
  listener_->received(std::span(buffer_).first(count));
  if (listener_) read();
}

void TcpConnection::await_writable() {
  socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](error_code error) {
    if (!self->listener_ || error) return;
    const std::vector<std::uint8_t> bytes = std::move(self->unsent_);
    self->unsent_.clear();
    self->send(bytes);
  });
}

void TcpConnection::fail(const Trouble& trouble) {
  StreamListener* listener = listener_;
  abandon();
  if (listener) listener->closed(trouble);
}

}  // namespace gatewarden::modbus
