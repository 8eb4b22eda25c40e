#include "gateway/greengrass/ipc_socket.hpp"

#include <sys/un.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace gatewarden::greengrass {

using boost::system::error_code;

constexpr std::size_t kMaxUnreadPongs = 2 * kMaxFrameBytes;  // bytes

void IpcSocket::open(std::string path, Events events) {
  path_ = std::move(path);
  events_ = std::move(events);
  if (path_.empty() || path_.size() >= sizeof(sockaddr_un::sun_path)) {
    return boost::asio::post(io_, [self = shared_from_this()] {
      self->end(End::never_open, "'" + self->path_ + "' cannot be the path of a socket");
    });
  }
  socket_.async_connect(path_, [self = shared_from_this()](const error_code& error) {
    if (self->over_) return;
    if (error) {
      return self->end(End::never_open, "no Greengrass nucleus at " + self->path_ + ": " + error.message());
    }
    self->read();
    self->events_.opened();
  });
}

void IpcSocket::read() {
  socket_.async_read_some(boost::asio::buffer(chunk_), [self = shared_from_this()](const error_code& error,
                                                                                   std::size_t count) {
    if (self->over_) return;
    if (error) {
      return self->end(End::hung_up, "the Greengrass nucleus ended the connection (" + error.message() + ")");
    }
    self->arrived({self->chunk_.data(), count});
    if (!self->over_) self->read();
  });
}

void IpcSocket::arrived(std::string_view bytes) {
  while (const auto frame = reader_.next(bytes)) {
    events_.frame(*frame);
    if (over_) return;
  }
  if (reader_.broken())
    end(End::garbled, "the Greengrass nucleus sends bytes that are not a frame: " + reader_.fault());
}

void IpcSocket::send(const Frame& frame) {
  if (over_) return;
  append_frame(out_, frame);
  if (writing_.empty()) write();
}

bool IpcSocket::pong(std::string_view payload) {
  if (out_.empty() && writing_.empty()) unread_pongs_ = 0;
  const Frame answer{.type = FrameType::ping_response, .payload = payload};
  unread_pongs_ += frame_size(answer);
  if (unread_pongs_ > kMaxUnreadPongs) return false;
  send(answer);
  return true;
}

void IpcSocket::write() {
  writing_.swap(out_);
  boost::asio::async_write(socket_, boost::asio::buffer(writing_),
                           [self = shared_from_this()](const error_code& error, std::size_t) {
                             self->writing_.clear();
                             // The reader reports the end: the nucleus' last words are still unread.
                             if (!error && !self->over_ && !self->out_.empty()) self->write();
                           });
}

void IpcSocket::end(End how, const std::string& why) {
  if (over_) return;
  shut();
  events_.ended(how, why);
}

void IpcSocket::shut() {
  over_ = true;
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace gatewarden::greengrass
