#include "gateway/status/serve/http_connection.hpp"

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

HttpConnection::HttpConnection(Socket socket, Clock& clock, HttpAnswerer& answerer, Gone gone)
    : socket_(std::move(socket)), clock_(clock), answerer_(answerer), gone_(std::move(gone)) {
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
  more_ = nullptr;
  error_code ignored;
  socket_.close(ignored);
}

void HttpConnection::end() {
  if (closed_) return;
  close();
  gone_(shared_from_this());
}

void HttpConnection::heard(const error_code& error) {
  if (!error || error == http::error::body_limit) {
    const auto& request = request_.get();
    HttpAnswer answer =
        answerer_.answer(std::string_view(request.method_string()), std::string_view(request.target()));
    chunked_ = answer.more && request.version() >= 11;
    say(std::move(answer), request.method() == http::verb::head);
  } else if (is_about_bytes(error)) {
    say(answer_to_no_request(error), false);
  } else {
    end();
  }
}

void HttpConnection::say(HttpAnswer answer, bool head_only) {
  out_ = head_of(answer, chunked_);
  if (!head_only) {
    out_ += chunked_ ? chunk(answer.body) : answer.body;
    more_ = std::move(answer.more);
  }
  write();
}

void HttpConnection::write() {
  deadline_->arm(clock_.now() + kMaxPieceTime);
  boost::asio::async_write(socket_, boost::asio::buffer(out_),
                           [self = shared_from_this()](const error_code& error, std::size_t) {
                             if (self->closed_) return;
                             if (error) return self->end();
                             self->written();
                           });
}

void HttpConnection::written() {
  if (!more_) return linger();
  out_.clear();
  bool more = true;
  while (more && out_.empty()) more = more_(out_);  // an empty chunk means the end
  if (more) {
    if (chunked_) out_ = chunk(out_);
  } else {
    more_ = nullptr;
    if (!chunked_) return linger();
    out_ = "0\r\n\r\n";
  }
  write();
}

// Closing with unread bytes resets the connection and loses the answer: let the peer close first.
void HttpConnection::linger() {
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  deadline_->arm(clock_.now() + kMaxLinger);
  out_.resize(4096);
  drain();
}

void HttpConnection::drain() {
  socket_.async_read_some(boost::asio::buffer(out_),
                          [self = shared_from_this()](const error_code& error, std::size_t) {
                            if (self->closed_) return;
                            if (error) return self->end();
                            self->drain();
                          });
}

}  // namespace gatewarden::status
