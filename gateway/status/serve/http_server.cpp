#include "gateway/status/serve/http_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <set>

#include "gateway/base/log.hpp"
#include "gateway/status/serve/accept_loop.hpp"
#include "gateway/status/serve/http_answer.hpp"
#include "gateway/status/serve/http_connection.hpp"
#include "gateway/status/serve/listen_address.hpp"

namespace gatewarden::status {

using boost::asio::ip::tcp;
using boost::system::error_code;

class HttpServer::Server : public std::enable_shared_from_this<Server> {
 public:
  Server(Clock& clock, const StatusSource& source, bool per_child)
      : clock_(clock), answerer_(source, clock, per_child) {}

  void start(tcp::acceptor acceptor) {
    loop_ = std::make_shared<AcceptLoop<tcp>>(std::move(acceptor), clock_, [this](tcp::socket socket) {
      if (connections_.size() >= kMaxConnections) return;  // closed at once
      auto gone = [weak = weak_from_this()](const std::shared_ptr<HttpConnection>& connection) {
        if (const auto self = weak.lock()) self->connections_.erase(connection);
      };
      auto connection =
          std::make_shared<HttpConnection>(std::move(socket), clock_, answerer_, std::move(gone));
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
  void show_children(bool per_child) { answerer_.show_children(per_child); }
  std::uint16_t port() const {
    error_code ignored;
    return loop_->acceptor().local_endpoint(ignored).port();
  }

 private:
  Clock& clock_;
  HttpAnswerer answerer_;
  std::shared_ptr<AcceptLoop<tcp>> loop_;
  std::set<std::shared_ptr<HttpConnection>> connections_;
};

HttpServer::HttpServer(std::shared_ptr<Server> server) : server_(std::move(server)) {}
HttpServer::~HttpServer() { server_->close(); }
std::uint16_t HttpServer::port() const { return server_->port(); }
void HttpServer::show_children(bool per_child) { server_->show_children(per_child); }

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
