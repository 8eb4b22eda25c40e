// An address that never takes a connection and never refuses one.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <list>

namespace gatewarden::test {

// A full queue of length zero: the kernel drops further SYNs.
struct BlackHole {
  using tcp = boost::asio::ip::tcp;
  explicit BlackHole(boost::asio::io_context& io,
                     const tcp::endpoint& at = {boost::asio::ip::address_v4::loopback(), 0})
      : door(io) {
    door.open(at.protocol());
    door.bind(at);
    door.listen(0);
    for (int i = 0; i < 4; ++i)
      crowd.emplace_back(io).async_connect(door.local_endpoint(), [](const boost::system::error_code&) {});
    io.poll();
    io.restart();
  }
  std::uint16_t port() const { return door.local_endpoint().port(); }

  tcp::acceptor door;
  std::list<tcp::socket> crowd;
};

}  // namespace gatewarden::test
