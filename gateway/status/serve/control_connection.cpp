#include "gateway/status/serve/control_connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "gateway/status/documents.hpp"

namespace gatewarden::status {

using boost::system::error_code;

namespace {

// As it was when it connected.
ControlPeer peer_of(ControlConnection::Socket& socket) {
  ucred known{};
  socklen_t length = sizeof known;
  const bool told = ::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &known, &length) == 0 &&
                    length == sizeof known;
  return {told ? std::optional<uid_t>(known.uid) : std::nullopt};
}

}  // namespace

ControlConnection::ControlConnection(Socket socket, Clock& clock, ControlAnswerer& answerer, Gone gone)
    : socket_(std::move(socket)),
      clock_(clock),
      answerer_(answerer),
      gone_(std::move(gone)),
      moved_(clock.now()) {}

void ControlConnection::start() {
  make_deadline();
  serve();
}

void ControlConnection::refuse(const std::string& document) {
  last_ = true;
  make_deadline();
  say({whole(document)});
}

void ControlConnection::close() {
  closed_ = true;
  deadline_.reset();
  pieces_ = nullptr;
  error_code ignored;
  socket_.close(ignored);
}

void ControlConnection::make_deadline() {
  deadline_ = clock_.timer([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->end();
  });
}

void ControlConnection::end() {
  if (closed_) return;
  close();
  gone_(shared_from_this());
}

// Answers the next line, or waits for it.
void ControlConnection::serve() {
  const auto* begin = request_.data();
  const auto* newline = std::find(begin, begin + used_, '\n');
  if (newline != begin + used_) {
    const std::size_t length = static_cast<std::size_t>(newline - begin);
    const std::string request(begin, length);
    std::copy(newline + 1, begin + used_, request_.data());
    used_ -= length + 1;
    deadline_->arm(clock_.now() + kMaxOrderTime);
    moved_.reset();
    answerer_.answer(request, peer_of(socket_), [self = shared_from_this()](ControlAnswer answer) {
      if (!self->closed_) self->say(std::move(answer));
    });
  } else if (used_ == request_.size()) {
    last_ = true;
    say({whole(error_document("request_too_long", "a request is at most 4096 bytes"))});
  } else {
    read();
  }
}

std::optional<SteadyTime> ControlConnection::idle_since(SteadyTime now) const {
  if (pieces_ && now - moved_.value_or(now) < kMaxStill) return std::nullopt;
  return moved_;
}

// The deadline is for a whole request, however it trickles in.
void ControlConnection::read() {
  if (used_ == 0) request_until_ = clock_.now() + kMaxIdle;
  deadline_->arm(request_until_);
  const auto room = boost::asio::buffer(request_.data() + used_, request_.size() - used_);
  socket_.async_read_some(room, [self = shared_from_this()](const error_code& error, std::size_t count) {
    if (self->closed_) return;
    if (error) return self->end();
    self->used_ += count;
    self->serve();
  });
}

void ControlConnection::say(ControlAnswer answer) {
  pieces_ = std::move(answer.text);
  of_ = std::move(answer.of);
  answer_until_ = clock_.now() + kMaxAnswerTime;
  write();
}

void ControlConnection::write() {
  piece_.clear();
  const bool more = pieces_(piece_);
  if (!more) piece_ = "\n";
  moved_ = clock_.now();
  deadline_->arm(std::min(*moved_ + kMaxPieceTime, answer_until_));
  boost::asio::async_write(socket_, boost::asio::buffer(piece_),
                           [self = shared_from_this(), more](const error_code& error, std::size_t) {
                             if (self->closed_) return;
                             if (error || (!more && self->last_)) return self->end();
                             if (more) return self->write();
                             self->pieces_ = nullptr;  // releases the snapshot
                             self->moved_ = self->clock_.now();
                             self->serve();
                           });
}

}  // namespace gatewarden::status
