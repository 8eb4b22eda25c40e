// Who may come in where a library is awaited: a socket of this process, and nobody else.
#include "gateway/mqtt/local_door.hpp"

#include <sys/socket.h>

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <optional>

#include "gateway/mqtt/library_socket.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/run_until.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using boost::asio::ip::tcp;
using Catch::Matchers::Contains;

namespace {

tcp::endpoint at(std::uint16_t port) { return {boost::asio::ip::address_v4::loopback(), port}; }

// In another process: connects `times`, greets as a broker would, and expects the end without a byte. 0: so it was.
int intrude(std::uint16_t port, int times) {
  boost::asio::io_context io;
  for (int i = 0; i < times; ++i) {
    tcp::socket intruder(io);
    boost::system::error_code failed;
    intruder.connect(at(port), failed);
    if (failed) return 0;  // the door is closed
    boost::asio::write(intruder, boost::asio::buffer("\x20\x03\x00\x00\x00", 5), failed);
    std::array<char, 16> answer{};
    if (intruder.read_some(boost::asio::buffer(answer), failed) > 0) return 1;
  }
  return 0;
}

}  // namespace

TEST_CASE("another process that comes first gets no byte, and the door waits for our own socket") {
  boost::asio::io_context io;
  const auto door = std::make_shared<mqtt::LocalDoor>(io);
  const auto port = door->open();
  REQUIRE(port);
  std::optional<tcp::socket> ours;
  std::string why;
  door->await([&](Result<tcp::socket> entered) {
    if (entered) {
      ours = std::move(*entered);
    } else {
      why = entered.error();
    }
  });
  auto stranger = ChildProcess::function([port = *port] { return intrude(port, 5); });
  REQUIRE(run_until(io, [&] { return door->strangers() == 5 || ours; }));
  CHECK_FALSE(ours);
  CHECK(stranger.wait() == 0);

  tcp::socket library(io);
  library.connect(at(*port));
  REQUIRE(run_until(io, [&] { return ours.has_value(); }));
  CHECK(ours->remote_endpoint() == library.local_endpoint());
  CHECK(mqtt::own_other_end(*ours) == library.native_handle());
  tcp::socket late(io);
  boost::system::error_code refused;
  late.connect(at(*port), refused);
  CHECK(refused == boost::asio::error::connection_refused);
}

TEST_CASE("whoever keeps knocking ends the connection with words, not the wait of the others") {
  boost::asio::io_context io;
  const auto door = std::make_shared<mqtt::LocalDoor>(io);
  const auto port = door->open();
  REQUIRE(port);
  std::string why;
  door->await([&](Result<tcp::socket> entered) { why = entered ? "let in" : entered.error(); });
  auto stranger =
      ChildProcess::function([port = *port] { return intrude(port, mqtt::LocalDoor::kMaxStrangers + 1); });
  REQUIRE(run_until(io, [&] { return !why.empty(); }));
  CHECK_THAT(why, Contains("not for them"));
}

TEST_CASE("a library's own socket becomes one end of a pair: nothing of it was ever on the network") {
  mqtt::LibrarySocket socket;
  boost::asio::io_context io;
  tcp::socket library(io);
  REQUIRE(socket.join([&](std::uint16_t port) {
    library.connect(at(port));
    return library.native_handle();
  }));
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  REQUIRE(getsockname(library.native_handle(), reinterpret_cast<sockaddr*>(&name), &size) == 0);
  CHECK(name.ss_family == AF_UNIX);
  const std::array<std::uint8_t, 3> bytes{1, 2, 3};
  CHECK(socket.give(bytes) == 3);
  CHECK(socket.has_unread());
  std::array<std::uint8_t, 8> read{};
  CHECK(::recv(library.native_handle(), read.data(), read.size(), 0) == 3);
  CHECK_FALSE(socket.has_unread());
  CHECK(::send(library.native_handle(), bytes.data(), 2, 0) == 2);
  CHECK(socket.take(read) == 2);
}
