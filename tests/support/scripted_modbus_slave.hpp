// A scripted Modbus TCP slave: answers, stays silent, lies or hangs up. On a loopback port of the kernel's
// choice, on the test's loop.
#pragma once

#include <algorithm>
#include <boost/asio.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace gatewarden {

class ScriptedModbusSlave {
 public:
  using Bytes = std::vector<std::uint8_t>;
  struct Request {
    std::uint16_t transaction = 0;
    std::uint8_t unit = 0;
    std::uint8_t function = 0;
    std::uint16_t first = 0;  // or an identification's MEI type and category
    std::uint16_t count = 0;
  };

  // A request's connection.
  class Peer : public std::enable_shared_from_this<Peer> {
   public:
    Peer(boost::asio::ip::tcp::socket socket, ScriptedModbusSlave& slave)
        : socket_(std::move(socket)), slave_(slave) {
      socket_.set_option(boost::asio::ip::tcp::no_delay(true));
    }
    void send(const Bytes& bytes) {
      boost::system::error_code ignored;
      boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
    }
    // Each byte in its own segment, if the kernel allows it.
    void send_byte_by_byte(const Bytes& bytes) {
      for (const std::uint8_t byte : bytes) send({byte});
    }
    void close() {
      boost::system::error_code ignored;
      socket_.close(ignored);
    }
    void reset() {
      boost::system::error_code ignored;
      socket_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
      close();
    }
    bool is_open() const { return socket_.is_open(); }

   private:
    friend class ScriptedModbusSlave;
    void listen() {
      socket_.async_read_some(boost::asio::buffer(chunk_),
                              [self = shared_from_this()](auto error, std::size_t count) {
                                if (error) return self->slave_.hung_up(*self);
                                self->in_.insert(self->in_.end(), self->chunk_.begin(),
                                                 self->chunk_.begin() + static_cast<long>(count));
                                self->slave_.sends_.push_back(count);
                                while (self->has_request() && self->socket_.is_open()) {
                                  const Request request = self->take_request();
                                  self->slave_.requests_.push_back(request);
                                  self->slave_.script_(request, *self);
                                }
                                if (self->socket_.is_open()) self->listen();
                              });
    }
    std::size_t request_bytes() const { return 6u + in_[5]; }
    bool has_request() const { return in_.size() > 6 && in_.size() >= request_bytes(); }
    Request take_request() {
      const Bytes& b = in_;
      Request request{static_cast<std::uint16_t>(b[0] << 8 | b[1]), b[6], b[7],
                      static_cast<std::uint16_t>(b[8] << 8 | b[9]), 0};
      if (request_bytes() >= 12) request.count = static_cast<std::uint16_t>(b[10] << 8 | b[11]);
      in_.erase(in_.begin(), in_.begin() + static_cast<long>(request_bytes()));
      return request;
    }

    boost::asio::ip::tcp::socket socket_;
    ScriptedModbusSlave& slave_;
    std::array<std::uint8_t, 512> chunk_{};
    Bytes in_;
  };
  using Script = std::function<void(const Request&, Peer&)>;

  explicit ScriptedModbusSlave(boost::asio::io_context& io, Script script = truthful())
      : acceptor_(io, {boost::asio::ip::address_v4::loopback(), 0}), script_(std::move(script)) {
    accept();
  }
  ~ScriptedModbusSlave() { shut_down(); }

  std::uint16_t port() const { return port_; }
  const std::vector<Request>& requests() const { return requests_; }
  const std::vector<std::size_t>& sends() const { return sends_; }  // bytes per piece received
  unsigned connections() const { return connections_; }
  unsigned open_connections() const { return static_cast<unsigned>(peers_.size()); }
  std::size_t requests_to(std::uint8_t unit) const {
    std::size_t count = 0;
    for (const Request& request : requests_) count += request.unit == unit ? 1 : 0;
    return count;
  }
  void script(Script script) { script_ = std::move(script); }
  Peer& peer() { return *peers_.back(); }

  // Stops listening and resets connections.
  void shut_down() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    for (const auto& peer : std::exchange(peers_, {})) peer->reset();
  }
  void return_to_service() {
    acceptor_.open(boost::asio::ip::tcp::v4());
    acceptor_.set_option(boost::asio::socket_base::reuse_address(true));
    acceptor_.bind({boost::asio::ip::address_v4::loopback(), port_});
    acceptor_.listen();
    accept();
  }

  // The correct answer: register n of unit u is worth 100 * u + n; bit n is set if n is odd.
  static Bytes answer(const Request& request) {
    Bytes pdu{request.function};
    if (request.function <= 2) {
      const auto bytes = static_cast<std::uint8_t>((request.count + 7) / 8);
      pdu.push_back(bytes);
      for (unsigned i = 0; i < bytes; ++i) pdu.push_back(request.first % 2 == 0 ? 0xAA : 0x55);
    } else {
      pdu.push_back(static_cast<std::uint8_t>(2 * request.count));
      for (unsigned i = 0; i < request.count; ++i) {
        const unsigned value = 100u * request.unit + request.first + i;
        pdu.push_back(static_cast<std::uint8_t>(value >> 8));
        pdu.push_back(static_cast<std::uint8_t>(value));
      }
    }
    return framed(request.transaction, request.unit, pdu);
  }
  // To function 43: vendor, product and firmware.
  static Bytes identification(const Request& request, const std::string& vendor, const std::string& product,
                              const std::string& firmware) {
    Bytes pdu{43, 14, static_cast<std::uint8_t>(request.first), 1, 0, 0, 3};
    std::uint8_t object = 0;
    for (const std::string& text : {vendor, product, firmware}) {
      pdu.push_back(object++);
      pdu.push_back(static_cast<std::uint8_t>(text.size()));
      pdu.insert(pdu.end(), text.begin(), text.end());
    }
    return framed(request.transaction, request.unit, pdu);
  }
  static Bytes exception(const Request& request, std::uint8_t code) {
    return framed(request.transaction, request.unit,
                  {static_cast<std::uint8_t>(request.function | 0x80), code});
  }
  static Bytes framed(std::uint16_t transaction, std::uint8_t unit, const Bytes& pdu) {
    const auto length = static_cast<std::uint16_t>(pdu.size() + 1);
    Bytes frame(7 + pdu.size());  // full length: g++ 12 falsely warns of an insert that grows it
    frame[0] = static_cast<std::uint8_t>(transaction >> 8);
    frame[1] = static_cast<std::uint8_t>(transaction);
    frame[4] = static_cast<std::uint8_t>(length >> 8);
    frame[5] = static_cast<std::uint8_t>(length);
    frame[6] = unit;
    std::copy(pdu.begin(), pdu.end(), frame.begin() + 7);
    return frame;
  }
  static Script truthful() {
    return [](const Request& request, Peer& peer) { peer.send(answer(request)); };
  }
  static Script silent() {
    return [](const Request&, Peer&) {};
  }

 private:
  void accept() {
    port_ = acceptor_.local_endpoint().port();
    acceptor_.async_accept([this](auto error, boost::asio::ip::tcp::socket socket) {
      if (error) return;  // shut down
      ++connections_;
      peers_.push_back(std::make_shared<Peer>(std::move(socket), *this));
      peers_.back()->listen();
      accept();
    });
  }
  void hung_up(Peer& gone) {
    std::erase_if(peers_, [&](const auto& peer) { return peer.get() == &gone; });
  }

  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  Script script_;
  std::vector<std::shared_ptr<Peer>> peers_;
  std::vector<Request> requests_;
  std::vector<std::size_t> sends_;
  unsigned connections_ = 0;
};

}  // namespace gatewarden
