// One HTTP request and its answer, bounded in size and time. The answer, the peer, a
// deadline or the server ends it.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
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
  static constexpr Duration kMaxLinger = std::chrono::seconds(2);

  // Calls `gone` at its end, unless close() ended it.
  HttpConnection(Socket socket, Clock& clock, HttpAnswerer& answerer, Gone gone);

  void start();
  void close();

 private:
  using Error = boost::system::error_code;

  void end();
  void heard(const Error& error);
  void say(HttpAnswer answer, bool head_only);
  void write();
  void written();
  void linger();
  void drain();

  Socket socket_;
  Clock& clock_;
  HttpAnswerer& answerer_;
  Gone gone_;
  std::unique_ptr<Timer> deadline_;
  boost::beast::flat_buffer buffer_{kMaxHeaderBytes + 1024};
  boost::beast::http::request_parser<boost::beast::http::empty_body> request_;
  std::string out_;
  Pieces more_;
  bool chunked_ = false;
  bool closed_ = false;
};

}  // namespace gatewarden::status
