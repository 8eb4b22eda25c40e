#include "gateway/status/http_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <set>
#include <sstream>

#include "gateway/base/log.hpp"
#include "gateway/status/accept_loop.hpp"
#include "gateway/status/http_answer.hpp"

namespace gatewarden::status {
namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using boost::system::error_code;

std::string head_of(const HttpAnswer& answer, bool chunked) {
  http::response<http::empty_body> response(static_cast<http::status>(answer.status), 11);
  response.set(http::field::content_type, answer.content_type);
  response.set(http::field::cache_control, "no-store");
  response.set(http::field::connection, "close");
  if (!answer.allow.empty()) response.set(http::field::allow, answer.allow);
  if (chunked) {
    response.set(http::field::transfer_encoding, "chunked");
  } else if (!answer.more) {
    response.set(http::field::content_length, std::to_string(answer.body.size()));
  }
  std::ostringstream text;
  text << response.base();
  return text.str();
}

std::string chunk(const std::string& piece) {
  char size[16];
  const auto end = std::to_chars(size, size + sizeof size, piece.size(), 16).ptr;
  return std::string(size, end) + "\r\n" + piece + "\r\n";
}

// One request and its answer.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Gone = std::function<void(const std::shared_ptr<Connection>&)>;
  Connection(tcp::socket socket, Clock& clock, HttpAnswerer& answerer, Gone gone)
      : socket_(std::move(socket)), clock_(clock), answerer_(answerer), gone_(std::move(gone)) {
    request_.header_limit(HttpServer::kMaxHeaderBytes);
    request_.body_limit(0);
  }

  void start() {
    deadline_ = clock_.timer([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->end();
    });
    deadline_->arm(clock_.now() + HttpServer::kMaxRequestTime);
    http::async_read_header(socket_, buffer_, request_,
                            [self = shared_from_this()](const error_code& error, std::size_t) {
                              if (!self->closed_) self->heard(error);
                            });
  }
  void close() {
    closed_ = true;
    deadline_.reset();
    more_ = nullptr;
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  void end() {
    if (closed_) return;
    close();
    gone_(shared_from_this());
  }
  void heard(const error_code& error) {
    HttpAnswer answer;
    bool head_only = false;
    if (!error || error == http::error::body_limit) {
      const auto& request = request_.get();
      head_only = request.method() == http::verb::head;
      answer =
          answerer_.answer(std::string_view(request.method_string()), std::string_view(request.target()));
      chunked_ = answer.more && request.version() >= 11;
    } else if (error.category() == make_error_code(http::error::bad_method).category() &&
               error != http::error::end_of_stream && error != http::error::partial_message) {
      answer.status = error == http::error::header_limit || error == http::error::buffer_overflow ? 431 : 400;
      answer.body = answer.status == 431 ? "the request's head is too large\n" : "this is no HTTP request\n";
    } else {
      return end();
    }
    out_ = head_of(answer, chunked_);
    if (!head_only) out_ += chunked_ ? chunk(answer.body) : answer.body;
    if (!head_only) more_ = std::move(answer.more);
    write();
  }
  void write() {
    deadline_->arm(clock_.now() + HttpServer::kMaxPieceTime);
    boost::asio::async_write(socket_, boost::asio::buffer(out_),
                             [self = shared_from_this()](const error_code& error, std::size_t) {
                               if (self->closed_) return;
                               if (error) return self->end();
                               self->written();
                             });
  }
  void written() {
    if (!more_) return linger();
    out_.clear();
    bool more = true;
    while (more && out_.empty()) more = more_(out_);  // an empty chunk would mean the end
    if (more) {
      if (chunked_) out_ = chunk(out_);
    } else {
      more_ = nullptr;
      if (!chunked_) return linger();
      out_ = "0\r\n\r\n";
    }
    write();
  }
  // Closing with unread bytes would reset the connection and take the answer with it: let the peer close
  // first.
  void linger() {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    deadline_->arm(clock_.now() + HttpServer::kMaxLinger);
    out_.resize(4096);
    drain();
  }
  void drain() {
    socket_.async_read_some(boost::asio::buffer(out_),
                            [self = shared_from_this()](const error_code& error, std::size_t) {
                              if (self->closed_) return;
                              if (error) return self->end();
                              self->drain();
                            });
  }

  tcp::socket socket_;
  Clock& clock_;
  HttpAnswerer& answerer_;
  Gone gone_;
  std::unique_ptr<Timer> deadline_;
  boost::beast::flat_buffer buffer_{HttpServer::kMaxHeaderBytes + 1024};
  http::request_parser<http::empty_body> request_;
  std::string out_;
  Pieces more_;
  bool chunked_ = false;
  bool closed_ = false;
};

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const Error wrong{"http listen address \"" + std::string(text) +
                    "\": an IP address and a port are wanted, for example 127.0.0.1:9464 or [::1]:9464"};
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong;
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);

  ListenAddress parsed;
  const auto [end, trouble] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed.port);
  if (trouble != std::errc() || end != digits.data() + digits.size()) return wrong;
  error_code error;
  const auto address = boost::asio::ip::make_address(std::string(host), error);
  if (error || address.is_v6() != bracketed) return wrong;
  parsed.address = address.to_string();
  return parsed;
}

class HttpServer::Server : public std::enable_shared_from_this<Server> {
 public:
  Server(Clock& clock, const StatusSource& source, bool per_child)
      : clock_(clock), answerer_(source, clock, per_child) {}

  void start(tcp::acceptor acceptor) {
    loop_ = std::make_shared<AcceptLoop<tcp>>(std::move(acceptor), clock_, [this](tcp::socket socket) {
      if (connections_.size() >= kMaxConnections) return;  // closed at once
      auto connection =
          std::make_shared<Connection>(std::move(socket), clock_, answerer_,
                                       [weak = weak_from_this()](const std::shared_ptr<Connection>& gone) {
                                         if (const auto self = weak.lock()) self->connections_.erase(gone);
                                       });
      connections_.insert(connection);
      connection->start();
    });
    loop_->start();
  }
  void close() {
    loop_->close();
    for (const auto& connection : connections_) connection->close();
    connections_.clear();
  }
  std::uint16_t port() const {
    error_code ignored;
    return loop_->acceptor().local_endpoint(ignored).port();
  }

 private:
  Clock& clock_;
  HttpAnswerer answerer_;
  std::shared_ptr<AcceptLoop<tcp>> loop_;
  std::set<std::shared_ptr<Connection>> connections_;
};

HttpServer::HttpServer(std::shared_ptr<Server> server) : server_(std::move(server)) {}
HttpServer::~HttpServer() { server_->close(); }
std::uint16_t HttpServer::port() const { return server_->port(); }

Result<std::unique_ptr<HttpServer>> HttpServer::listen(boost::asio::io_context& io, Clock& clock,
                                                       HttpSettings settings, const StatusSource& source) {
  const auto parsed = parse_listen_address(settings.listen);
  if (!parsed) return Error{parsed.error()};
  const tcp::endpoint endpoint(boost::asio::ip::make_address(parsed->address), parsed->port);
  tcp::acceptor acceptor(io);
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(static_cast<int>(kMaxConnections), error);
  if (error) {
    return Error{"http listener on " + settings.listen + ": " + error.message() +
                 ": stop what uses it, or choose another address in gateway.http.listen"};
  }
  if (!endpoint.address().is_loopback()) {
    log::warning("status", "http_open_to_network",
                 {{"listen", settings.listen}, {"note", "anyone who reaches it can read the metrics"}});
  }
  auto server = std::make_shared<Server>(clock, source, settings.per_child);
  server->start(std::move(acceptor));
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(server)));
}

}  // namespace gatewarden::status
