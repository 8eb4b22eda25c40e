// Waits until the kernel has delivered what this thread sent over the loopback interface: on a busy machine that is
// done later, by a thread of the kernel's, and a test with a clock of its own would see a time-out where none was.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <cstddef>

namespace gatewarden::test {

class LoopbackFence {
 public:
  LoopbackFence() {
    boost::asio::ip::tcp::acceptor door(io_, {boost::asio::ip::address_v4::loopback(), 0});
    near_.connect(door.local_endpoint());
    far_ = door.accept();
    near_.set_option(boost::asio::ip::tcp::no_delay(true));
  }
  // Runs what is ready, until nothing is and nothing is under way: who sends has a handler that runs.
  void settle(boost::asio::io_context& io) {
    while (true) {
      std::size_t ran = 0;
      io.restart();
      while (const std::size_t count = io.poll()) {
        ran += count;
        io.restart();
      }
      if (ran == 0) return;
      pass();
    }
  }

 private:
  // A byte that was sent later has come, so what was sent before has.
  void pass() {
    std::array<char, 1> byte{};
    boost::asio::write(near_, boost::asio::buffer(byte));
    boost::asio::read(far_, boost::asio::buffer(byte));
  }

  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket near_{io_}, far_{io_};
};

}  // namespace gatewarden::test
