// A broker that greets (MQTT 5, no TLS), accepts subscriptions and pings, and acknowledges no publish.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <cstdint>
#include <memory>
#include <string>

namespace gatewarden::test {

class SilentBroker {
  using tcp = boost::asio::ip::tcp;
  using Failure = boost::system::error_code;

 public:
  explicit SilentBroker(boost::asio::io_context& io)
      : door_(io, {boost::asio::ip::address_v4::loopback(), 0}) {
    accept();
  }
  std::uint16_t port() const { return door_.local_endpoint().port(); }
  int greeted() const { return greeted_; }
  int publishes() const { return publishes_; }

 private:
  struct Peer : std::enable_shared_from_this<Peer> {
    Peer(tcp::socket s, SilentBroker& b) : socket(std::move(s)), broker(b) {}
    void listen() {
      socket.async_read_some(boost::asio::buffer(chunk),
                             [self = shared_from_this()](const Failure& failure, std::size_t count) {
                               if (failure) return;
                               self->in.append(self->chunk.data(), count);
                               while (self->take_packet()) {
                               }
                               self->listen();
                             });
    }
    bool take_packet() {
      std::size_t length = 0, at = 1;
      for (unsigned shift = 0;; shift += 7, ++at) {
        if (at >= in.size()) return false;
        length |= static_cast<std::size_t>(in[at] & 0x7F) << shift;
        if ((in[at] & 0x80) == 0) break;
      }
      const std::size_t end = at + 1 + length;
      if (in.size() < end) return false;
      answer(static_cast<unsigned char>(in[0]) >> 4, in.substr(at + 1, length));
      in.erase(0, end);
      return true;
    }
    void answer(unsigned type, const std::string& body) {
      if (type == 1) send(std::string("\x20\x03\x00\x00\x00", 5)), ++broker.greeted_;
      if (type == 3) ++broker.publishes_;
      if (type == 12) send(std::string("\xD0\x00", 2));
      if (type != 8) return;
      // Each filter ends with its options: one reason code each, QoS 1 granted.
      std::size_t filters = 0;
      for (std::size_t i = 3; i + 2 <= body.size(); ++filters)
        i += 2 + (static_cast<unsigned char>(body[i]) << 8 | static_cast<unsigned char>(body[i + 1])) + 1;
      send("\x90" + std::string(1, static_cast<char>(3 + filters)) + body.substr(0, 2) +
           std::string(1, '\0') + std::string(filters, '\1'));
    }
    void send(const std::string& bytes) {
      Failure ignored;
      boost::asio::write(socket, boost::asio::buffer(bytes), ignored);
    }
    tcp::socket socket;
    SilentBroker& broker;
    std::array<char, 4096> chunk{};
    std::string in;
  };

  void accept() {
    door_.async_accept([this](const Failure& failure, tcp::socket socket) {
      if (failure) return;
      std::make_shared<Peer>(std::move(socket), *this)->listen();
      accept();
    });
  }
  tcp::acceptor door_;
  int greeted_ = 0, publishes_ = 0;
};

}  // namespace gatewarden::test
