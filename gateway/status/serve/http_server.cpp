#include "gateway/status/serve/http_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "gateway/base/log.hpp"
#include "gateway/status/serve/accept_loop.hpp"
#include "gateway/status/serve/http_answer.hpp"
#include "gateway/status/serve/http_connection.hpp"
#include "gateway/status/serve/listen_address.hpp"
#include "gateway/status/serve/seats.hpp"

namespace gatewarden::status {

using boost::asio::ip::tcp;
using boost::system::error_code;

class HttpServer::Server : public std::enable_shared_from_this<Server> {
 public:
  Server(Clock& clock, const StatusSource& source, const HttpSettings& settings)
      : clock_(clock), answerer_(source, clock, settings.per_child, ServedNames(settings.names)) {
    answerer_.shared().cut_by([this](const GatewaySnapshot* old) {
      seats_.end_all([old](const Seated& each) { return each->reads(old); });
    });
  }

  void start(tcp::acceptor acceptor) {
    loop_ = std::make_shared<AcceptLoop<tcp>>(std::move(acceptor), clock_,
                                              [this](tcp::socket socket) { welcome(std::move(socket)); });
    loop_->start();
  }
  void close() {
    loop_->close();
    seats_.close();
  }
  void change(const HttpSettings& settings) {
    answerer_.change(settings.per_child, ServedNames(settings.names));
  }
  std::uint16_t port() const {
    error_code ignored;
    return loop_->acceptor().local_endpoint(ignored).port();
  }

 private:
  using Seated = Seats<HttpConnection>::Seated;

  void welcome(tcp::socket socket) {
    error_code gone_already;
    const auto peer = socket.remote_endpoint(gone_already).address();
    if (gone_already) return;
    const bool only_health = !room_for(peer);
    if (only_health) {
      const auto kept = [](const Seated& each) { return each->only_health(); };
      if (seats_.count(kept) >= kHealthSeats) seats_.oldest_gives_way(kept);
    }
    auto gone = [weak = weak_from_this()](const Seated& connection) {
      if (const auto self = weak.lock()) self->seats_.remove(connection);
    };
    auto connection =
        std::make_shared<HttpConnection>(std::move(socket), clock_, answerer_, only_health, std::move(gone));
    seats_.add(connection);
    connection->start();
  }
  // Whether one more fits, or does once an idle one gave way: one of its own address where that has many.
  bool room_for(const boost::asio::ip::address& peer) {
    const auto of_peer = [&peer](const Seated& each) { return !each->only_health() && each->peer() == peer; };
    const auto anyone = [](const Seated& each) { return !each->only_health(); };
    const SteadyTime now = clock_.now();
    if (seats_.count(of_peer) >= kMaxOfAddress) return seats_.idle_gives_way(now, of_peer);
    return seats_.count(anyone) < kMaxConnections || seats_.idle_gives_way(now, anyone);
  }

  Clock& clock_;
  HttpAnswerer answerer_;
  std::shared_ptr<AcceptLoop<tcp>> loop_;
  Seats<HttpConnection> seats_;
};

HttpServer::HttpServer(std::shared_ptr<Server> server) : server_(std::move(server)) {}
HttpServer::~HttpServer() { server_->close(); }
std::uint16_t HttpServer::port() const { return server_->port(); }
void HttpServer::change(const HttpSettings& settings) { server_->change(settings); }

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
  auto server = std::make_shared<Server>(clock, source, settings);
  server->start(std::move(acceptor));
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(server)));
}

}  // namespace gatewarden::status
