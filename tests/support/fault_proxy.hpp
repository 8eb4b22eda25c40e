// A TCP proxy on the test's loop with faults on demand, to the target's port of this machine. It loses and
// delays bytes, but never changes them.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace gatewarden::test {

class FaultProxy {
  using tcp = boost::asio::ip::tcp;
  using Failure = boost::system::error_code;

 public:
  // How bytes travel, both ways.
  struct Line {
    std::chrono::milliseconds delay{};  // of each piece
    std::size_t bytes_per_second = 0;   // 0: no limit
    bool single_bytes = false;          // each byte in its own write
  };

  FaultProxy(boost::asio::io_context& io, std::uint16_t target) : door_(io), target_(target) {
    open({boost::asio::ip::address_v4::loopback(), 0});
    port_ = door_.local_endpoint().port();
  }
  ~FaultProxy() {
    refuse();
    cut();
  }
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;

  std::uint16_t port() const { return port_; }
  std::size_t taken() const { return taken_; }  // connections so far

  // For new connections.
  void lead_to(std::uint16_t target) { target_ = target; }
  void refuse() {
    Failure ignored;
    door_.close(ignored);
  }
  void listen_again() {
    if (!door_.is_open()) open({boost::asio::ip::address_v4::loopback(), port_});
  }
  // For all connections.
  void line(Line line) { line_ = line; }
  // All connections until heal() are silent for good: the kernel acknowledges, but nothing
  // arrives and nobody hangs up.
  void silence() {
    silent_ = true;
    for (const auto& each : pairs()) each->dead = true;
  }
  void heal() {
    silent_ = false;
    line_ = {};
    listen_again();
  }
  void cut(bool reset = true) {
    for (const auto& each : pairs()) each->end(reset);
    pairs_.clear();
  }

 private:
  struct Way {
    Way(tcp::socket& f, tcp::socket& t) : from(f), to(t), pace(f.get_executor()) {}
    tcp::socket& from;
    tcp::socket& to;
    boost::asio::steady_timer pace;
    std::array<char, 16384> chunk{};
    std::size_t sent = 0, count = 0;
  };
  struct Pair : std::enable_shared_from_this<Pair> {
    Pair(FaultProxy& p, tcp::socket socket)
        : proxy(&p),
          client(std::move(socket)),
          broker(client.get_executor()),
          up(client, broker),
          down(broker, client) {}

    void start(std::uint16_t target) {
      broker.async_connect({boost::asio::ip::address_v4::loopback(), target},
                           [self = shared_from_this()](const Failure& failure) {
                             if (failure) return self->end(true);
                             Failure ignored;
                             self->client.set_option(tcp::no_delay(true), ignored);
                             self->broker.set_option(tcp::no_delay(true), ignored);
                             self->read(self->up);
                             self->read(self->down);
                           });
    }
    void read(Way& way) {
      way.from.async_read_some(boost::asio::buffer(way.chunk),
                               [self = shared_from_this(), &way](const Failure& failure, std::size_t count) {
                                 if (self->dead && !failure) return self->read(way);  // and discards it
                                 if (self->dead) return;
                                 if (failure)
                                   return self->end(failure == boost::asio::error::connection_reset);
                                 way.sent = 0;
                                 way.count = count;
                                 self->wait(way);
                               });
    }
    void wait(Way& way) {
      if (!proxy) return;
      auto pause = std::chrono::duration_cast<std::chrono::microseconds>(proxy->line_.delay);
      if (const std::size_t rate = proxy->line_.bytes_per_second)
        pause += std::chrono::microseconds(way.count * 1'000'000 / rate);
      if (pause.count() == 0) return write(way);
      way.pace.expires_after(pause);
      way.pace.async_wait([self = shared_from_this(), &way](const Failure& failure) {
        if (!failure) self->write(way);
      });
    }
    void write(Way& way) {
      if (!proxy || dead) return;
      const std::size_t piece = proxy->line_.single_bytes ? 1 : way.count - way.sent;
      boost::asio::async_write(
          way.to, boost::asio::buffer(way.chunk.data() + way.sent, piece),
          [self = shared_from_this(), &way](const Failure& failure, std::size_t written) {
            if (failure) return self->end(true);
            way.sent += written;
            way.sent < way.count ? self->write(way) : self->read(way);
          });
    }
    void end(bool reset) {
      Failure ignored;
      for (tcp::socket* socket : {&client, &broker}) {
        if (!socket->is_open()) continue;
        if (reset) socket->set_option(boost::asio::socket_base::linger(true, 0), ignored);
        socket->close(ignored);
      }
      up.pace.cancel();
      down.pace.cancel();
      proxy = nullptr;
    }

    FaultProxy* proxy;  // null once ended
    tcp::socket client, broker;
    Way up, down;
    bool dead = false;
  };

  void open(const tcp::endpoint& where) {
    door_.open(where.protocol());
    door_.set_option(tcp::acceptor::reuse_address(true));
    door_.bind(where);
    door_.listen();
    accept();
  }
  void accept() {
    door_.async_accept([this](const Failure& failure, tcp::socket socket) {
      if (failure) return;
      ++taken_;
      auto pair = std::make_shared<Pair>(*this, std::move(socket));
      pair->dead = silent_;
      pair->start(target_);
      pairs_.push_back(pair);
      accept();
    });
  }
  std::vector<std::shared_ptr<Pair>> pairs() {
    std::vector<std::shared_ptr<Pair>> alive;
    for (const auto& weak : pairs_)
      if (auto pair = weak.lock()) alive.push_back(std::move(pair));
    pairs_.assign(alive.begin(), alive.end());
    return alive;
  }

  tcp::acceptor door_;
  std::uint16_t target_;
  std::uint16_t port_ = 0;
  std::size_t taken_ = 0;
  Line line_;
  bool silent_ = false;
  std::vector<std::weak_ptr<Pair>> pairs_;
};

}  // namespace gatewarden::test
