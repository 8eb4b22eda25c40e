// Libraries are led to us over the loopback interface: what is said where that cannot be, and that it mends.
#include "gateway/mqtt/way_inside.hpp"

#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <cerrno>
#include <cstring>
#include <memory>

#include "gateway/mqtt/library_socket.hpp"
#include "gateway/mqtt/local_door.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/lacking.hpp"
#include "tests/support/no_descriptors.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using Catch::Matchers::Contains;

namespace {

struct Ways {
  // Why neither library can be reached now; both say the same. Empty: both can.
  std::string why_none() const {
    const auto opened = door->open();
    door->close();
    const int library = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto joined = mqtt::LibrarySocket().join([library](std::uint16_t port) {
      sockaddr_in at{};
      at.sin_family = AF_INET;
      at.sin_port = htons(port);
      at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      return ::connect(library, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 ? library : -1;
    });
    if (library >= 0) ::close(library);
    if (opened && joined) return "";
    if (opened || joined) return "only one of them";
    return opened.error() == joined.error() ? opened.error() : opened.error() + " or " + joined.error();
  }

  boost::asio::io_context io;  // with descriptors of its own from the start
  std::shared_ptr<mqtt::LocalDoor> door = std::make_shared<mqtt::LocalDoor>(io);
};

bool put_up(bool up) {
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
  bool done = ::ioctl(socket, SIOCGIFFLAGS, &request) == 0;
  request.ifr_flags = static_cast<short>(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
  done = done && ::ioctl(socket, SIOCSIFFLAGS, &request) == 0;
  ::close(socket);
  return done;
}

}  // namespace

TEST_CASE("where the loopback interface is down the remedy is said, and it is enough") {
  constexpr int kLacking = 77;
  std::array<int, 2> words{};
  REQUIRE(::pipe(words.data()) == 0);
  // In a network of its own.
  auto apart = ChildProcess::function([out = words[1]] {
    if (::unshare(CLONE_NEWNET) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return kLacking;
    const auto tell = [out](const std::string& why) {
      const std::string line = "<" + why + ">";
      return ::write(out, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    };
    const Ways ways;
    for (const bool up : {false, true, false})
      if (!put_up(up) || !tell(ways.why_none())) return 1;
    return 0;
  });
  const int status = apart.wait();
  ::close(words[1]);
  std::string said(4096, '\0');
  const ssize_t count = ::read(words[0], said.data(), said.size());
  ::close(words[0]);
  said.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  if (status == kLacking) return say_lacking("a network of its own (unshare)");
  REQUIRE(status == 0);
  const std::string down =
      "<the MQTT library cannot be reached inside this process: Network is down: the loopback interface (lo) must be "
      "up: ip link set lo up>";
  CHECK(said == down + "<>" + down);
}

#ifndef GATEWARDEN_TEST_NEEDS_DESCRIPTORS
TEST_CASE("without a descriptor left the limit to raise is said, and with one the way is open again") {
  const Ways ways;
  std::string why;
  {
    const NoDescriptors none;
    why = ways.why_none();
  }
  CHECK(
      why ==
      "the MQTT library cannot be reached inside this process: Too many open files: raise how many this process "
      "may have (LimitNOFILE= of its unit, or ulimit -n)");
  CHECK(ways.why_none().empty());
}
#endif

TEST_CASE("each thing that can be in the way has its remedy") {
  CHECK_THAT(mqtt::no_way_inside(EADDRINUSE), Contains("no port of 127.0.0.1 is free"));
  CHECK_THAT(mqtt::no_way_inside(ETIMEDOUT), Contains("firewall"));
  CHECK_THAT(mqtt::no_way_inside(ENFILE), Contains("fs.file-max"));
}
