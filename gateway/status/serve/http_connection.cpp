#include "gateway/status/serve/http_connection.hpp"

#include <algorithm>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <sstream>

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

// Whether the bytes are at fault, not the connection.
bool is_about_bytes(const error_code& error) {
  return error.category() == make_error_code(http::error::bad_method).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

HttpAnswer answer_to_no_request(const error_code& error) {
  HttpAnswer answer;
  const bool too_large = error == http::error::header_limit || error == http::error::buffer_overflow;
  answer.status = too_large ? 431 : 400;
  answer.body = too_large ? "the request's head is too large\n" : "this is no HTTP request\n";
  return answer;
}

}  // namespace

HttpConnection::HttpConnection(Socket socket, Clock& clock, HttpAnswerer& answerer, bool only_health,
                               Gone gone)
    : socket_(std::move(socket)),
      clock_(clock),
      answerer_(answerer),
      only_health_(only_health),
      gone_(std::move(gone)),
      moved_(clock.now()) {
  error_code gone_already;
  peer_ = socket_.remote_endpoint(gone_already).address();
  arrived_at_ = socket_.local_endpoint(gone_already).address().to_string();
  request_.header_limit(kMaxHeaderBytes);
  request_.body_limit(0);
}

void HttpConnection::start() {
  deadline_ = clock_.timer([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->end();
  });
  deadline_->arm(clock_.now() + kMaxRequestTime);
  http::async_read_header(socket_, buffer_, request_,
                          [self = shared_from_this()](const error_code& error, std::size_t) {
                            if (!self->closed_) self->heard(error);
                          });
}

void HttpConnection::close() {
  closed_ = true;
  deadline_.reset();
  saying_.more = nullptr;  // releases the snapshot
  error_code ignored;
  socket_.close(ignored);
}

void HttpConnection::end() {
  if (closed_) return;
  close();
  gone_(shared_from_this());
}

std::optional<SteadyTime> HttpConnection::idle_since(SteadyTime now) const {
  if (answering_ && now - moved_ < kMaxStill) return std::nullopt;
  return moved_;
}

void HttpConnection::heard(const error_code& error) {
  if (!error || error == http::error::body_limit) {
    HttpAnswer answer = answerer_.answer(request());
    saying_.chunked = answer.more && request_.get().version() >= 11;
    say(std::move(answer), request_.get().method() == http::verb::head);
  } else if (is_about_bytes(error)) {
    say(answer_to_no_request(error), false);
  } else {
    end();
  }
}

HttpRequest HttpConnection::request() const {
  const auto& head = request_.get();
  HttpRequest request{.method = std::string_view(head.method_string()),
                      .target = std::string_view(head.target()),
                      .old = head.version() < 11,
                      .arrived_at = arrived_at_,
                      .only_health = only_health_};
  const auto [first, last] = head.equal_range(http::field::host);
  for (auto host = first; host != last; ++host) request.hosts.emplace_back(host->value());
  return request;
}

void HttpConnection::say(HttpAnswer answer, bool head_only) {
  answering_ = true;
  saying_.until = clock_.now() + kMaxAnswerTime;
  saying_.out = head_of(answer, saying_.chunked);
  if (!head_only) {
    saying_.out += saying_.chunked ? chunk(answer.body) : answer.body;
    saying_.more = std::move(answer.more);
    saying_.of = std::move(answer.of);
  }
  write();
}

void HttpConnection::write() {
  moved_ = clock_.now();
  deadline_->arm(std::min(moved_ + kMaxPieceTime, saying_.until));
  boost::asio::async_write(socket_, boost::asio::buffer(saying_.out),
                           [self = shared_from_this()](const error_code& error, std::size_t) {
                             if (self->closed_) return;
                             if (error) return self->end();
                             self->written();
                           });
}

void HttpConnection::written() {
  if (!saying_.more) return linger();
  saying_.out.clear();
  bool more = true;
  while (more && saying_.out.empty()) more = saying_.more(saying_.out);  // an empty chunk means the end
  if (more) {
    if (saying_.chunked) saying_.out = chunk(saying_.out);
  } else {
    saying_.more = nullptr;
    if (!saying_.chunked) return linger();
    saying_.out = "0\r\n\r\n";
  }
  write();
}

// Closing with unread bytes resets the connection and loses the answer: let the peer close first.
void HttpConnection::linger() {
  answering_ = false;
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  deadline_->arm(clock_.now() + kMaxLinger);
  saying_.out.resize(4096);
  drain();
}

void HttpConnection::drain() {
  socket_.async_read_some(boost::asio::buffer(saying_.out),
                          [self = shared_from_this()](const error_code& error, std::size_t) {
                            if (self->closed_) return;
                            if (error) return self->end();
                            self->drain();
                          });
}

}  // namespace gatewarden::status
