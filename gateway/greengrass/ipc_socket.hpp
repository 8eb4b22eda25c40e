// Frames over the nucleus' Unix socket, opened once. Keeps bytes that cannot be written
// yet; the dialogue bounds them.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <functional>
#include <memory>
#include <string>

#include "gateway/greengrass/event_stream.hpp"

namespace gatewarden::greengrass {

class IpcSocket : public std::enable_shared_from_this<IpcSocket> {
 public:
  enum class End {
    never_open,  // nobody listens, or no socket
    hung_up,     // by the nucleus
    garbled,     // not a frame
  };
  // From the loop, never from inside a call.
  struct Events {
    std::function<void()> opened;
    std::function<void(const Frame&)> frame;
    std::function<void(End, const std::string& why)> ended;  // the last event, once
  };
  explicit IpcSocket(boost::asio::io_context& io) : io_(io), socket_(io) {}

  void open(std::string path, Events events);
  void send(const Frame& frame);
  // Answers a ping. False: too many answers wait for the nucleus to read them, which would fill the memory.
  bool pong(std::string_view payload);
  void shut();  // no event afterwards

 private:
  void read();
  void write();
  void arrived(std::string_view bytes);
  void end(End how, const std::string& why);

  boost::asio::io_context& io_;
  boost::asio::local::stream_protocol::socket socket_;
  std::string path_;
  Events events_;
  FrameReader reader_;
  std::array<char, 16 * 1024> chunk_{};
  std::string out_, writing_;     // waiting, being written
  std::size_t unread_pongs_ = 0;  // bytes, since all was sent
  bool over_ = false;
};

}  // namespace gatewarden::greengrass
