#include "adapters/modbus/tcp_stream.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <vector>

namespace gatewarden::modbus {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// Bytes the other side does not acknowledge for this long mean that it is gone (tcp(7), TCP_USER_TIMEOUT):
// finds half-open connections even where every unit is silent for reasons of its own.
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

// Lives as long as a handler of it is under way; deaf once its listener is gone.
class TcpStream::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(asio::io_context& io, std::size_t room, StreamListener& listener)
      : socket_(io), buffer_(room), listener_(&listener) {}

  void open(const std::string& host, std::uint16_t port) {
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (!error) return connect(tcp::endpoint(address, port));
    resolver_ = std::make_unique<tcp::resolver>(socket_.get_executor());
    resolver_->async_resolve(
        host, std::to_string(port),
        [self = shared_from_this()](error_code failure, const tcp::resolver::results_type& found) {
          self->resolved(failure, found);
        });
  }

  void abandon() {
    listener_ = nullptr;
    error_code ignored;
    if (resolver_) resolver_->cancel();
    socket_.close(ignored);
  }

  void send(std::span<const std::uint8_t> bytes) {
    if (!unsent_.empty()) {
      unsent_.insert(unsent_.end(), bytes.begin(), bytes.end());
      return;
    }
    error_code error;
    const std::size_t sent = socket_.write_some(asio::buffer(bytes.data(), bytes.size()), error);
    if (error && error != asio::error::would_block) return;  // the pending read reports it
    if (sent == bytes.size()) return;
    unsent_.assign(bytes.begin() + static_cast<std::ptrdiff_t>(sent), bytes.end());
    await_writable();
  }

 private:
  void connect(const tcp::endpoint& endpoint) {
    socket_.async_connect(endpoint,
                          [self = shared_from_this()](error_code error) { self->connected(error); });
  }

  void resolved(error_code error, const tcp::resolver::results_type& found) {
    resolver_.reset();
    if (!listener_) return;
    if (error) return fail("cannot resolve the host name: " + error.message());
    asio::async_connect(
        socket_, found,
        [self = shared_from_this()](error_code failure, const tcp::endpoint&) { self->connected(failure); });
  }

  void connected(error_code error) {
    if (!listener_) return;
    if (error) return fail("cannot connect: " + error.message());
    tune(socket_);
    read();
    listener_->opened();
  }

  // Not "wait, then read": that costs a system call more each time.
  void read() {
    socket_.async_read_some(
        asio::buffer(buffer_),
        [self = shared_from_this()](error_code error, std::size_t count) { self->arrived(error, count); });
  }

  void arrived(error_code error, std::size_t count) {
    if (!listener_) return;
    if (error == asio::error::eof) return fail("closed by the other side");
    if (error) return fail("connection lost: " + error.message());
    listener_->received(std::span(buffer_).first(count));
    if (listener_) read();
  }

  void await_writable() {
    socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](error_code error) {
      if (!self->listener_ || error) return;
      const std::vector<std::uint8_t> bytes = std::move(self->unsent_);
      self->unsent_.clear();
      self->send(bytes);
    });
  }

  void fail(const std::string& why) {
    StreamListener* listener = listener_;
    abandon();
    listener->closed(why);
  }

  tcp::socket socket_;
  std::vector<std::uint8_t> buffer_;
  StreamListener* listener_;
  std::unique_ptr<tcp::resolver> resolver_;  // only while a name is resolved
  std::vector<std::uint8_t> unsent_;         // what a full socket buffer left; at most one request per place
};

TcpStream::TcpStream(asio::io_context& io, std::string host, std::uint16_t port, std::size_t room)
    : io_(io), host_(std::move(host)), port_(port), room_(room) {}

TcpStream::~TcpStream() { close(); }

void TcpStream::open(StreamListener& listener) {
  connection_ = std::make_shared<Connection>(io_, room_, listener);
  connection_->open(host_, port_);
}

void TcpStream::close() {
  if (connection_) connection_->abandon();
  connection_.reset();
}

void TcpStream::send(std::span<const std::uint8_t> bytes) { connection_->send(bytes); }

}  // namespace gatewarden::modbus
