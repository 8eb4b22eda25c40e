// One HTTP request and its answer, bounded in size and time. The answer, the peer, a
// deadline or the server ends it.
//
// Times: kMaxRequestTime for the request's head, kMaxPieceTime for each piece of the answer, kMaxAnswerTime for all of it.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/status/pieces.hpp"
#include "gateway/status/serve/http_answer.hpp"

namespace gatewarden::status {

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Gone = std::function<void(const std::shared_ptr<HttpConnection>&)>;

  static constexpr std::uint32_t kMaxHeaderBytes = 8192;
  static constexpr Duration kMaxRequestTime = std::chrono::seconds(5);
  static constexpr Duration kMaxPieceTime = std::chrono::seconds(10);  // for the peer to take a piece
  static constexpr Duration kMaxAnswerTime = std::chrono::seconds(60);
  static constexpr Duration kMaxStill = std::chrono::seconds(2);  // then a reader counts as idle
  static constexpr Duration kMaxLinger = std::chrono::seconds(2);

  // Calls `gone` at its end, unless close() ended it.
  HttpConnection(Socket socket, Clock& clock, HttpAnswerer& answerer, bool only_health, Gone gone);

  void start();
  void end();
  void close();
  // Since when the peer says nothing, takes nothing of its answer (kMaxStill), or does not hang up after it.
  std::optional<SteadyTime> idle_since(SteadyTime now) const;
  bool only_health() const { return only_health_; }
  const boost::asio::ip::address& peer() const { return peer_; }
  bool reads(const GatewaySnapshot* snapshot) const { return saying_.of.lock().get() == snapshot; }

 private:
  using Error = boost::system::error_code;

  void heard(const Error& error);
  void say(HttpAnswer answer, bool head_only);
  void write();
  void written();
  HttpRequest request() const;
  void linger();
  void drain();

  Socket socket_;
  Clock& clock_;
  HttpAnswerer& answerer_;
  const bool only_health_;
  Gone gone_;
  boost::asio::ip::address peer_;
  std::string arrived_at_;
  std::unique_ptr<Timer> deadline_;
  boost::beast::flat_buffer buffer_{kMaxHeaderBytes + 1024};
  boost::beast::http::request_parser<boost::beast::http::empty_body> request_;
  // What is being said; its members end with close().
  struct Saying {
    std::string out;
    Pieces more;
    std::weak_ptr<const GatewaySnapshot> of;  // what `more` is read from
    SteadyTime until{};
    bool chunked = false;
  } saying_;
  SteadyTime moved_;  // the last time the peer took something, or came
  bool answering_ = false;
  bool closed_ = false;
};

}  // namespace gatewarden::status
