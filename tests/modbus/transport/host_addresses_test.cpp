// Host names: silent or missing name servers, and addresses that swallow every attempt.
#include "adapters/modbus/transport/host_addresses.hpp"

#include <boost/asio.hpp>
#include <catch2/catch.hpp>
#include <deque>

#include "adapters/modbus/transport/tcp_stream.hpp"
#include "tests/support/run_until.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using boost::asio::ip::tcp;
using Endpoint = HostAddresses::Endpoint;

namespace {

struct Ends final : StreamListener {
  void opened() override { open = true; }
  void received(std::span<const std::uint8_t>) override {}
  void closed(const Trouble& trouble) override {
    why = trouble.why;
    kind = trouble.kind;
  }
  bool ended() const { return open || !why.empty(); }
  bool open = false;
  std::string why;
  Trouble::Kind kind = Trouble::Kind::other;
};

// A stream to a host with a scripted name server; a listening address and a dead one.
struct HostRig {
  explicit HostRig(const std::string& host = "meter.example")
      : stream(io,
               std::make_shared<HostAddresses>(
                   [this](const std::string&, std::uint16_t, HostAddresses::Found found) {
                     ++lookups;
                     asked.push_back(std::move(found));
                   },
                   host, server.local_endpoint().port()),
               300) {}
  ~HostRig() { stream.close(); }

  static tcp::acceptor listening(boost::asio::io_context& io) {
    return {io, {boost::asio::ip::address_v4::loopback(), 0}};
  }
  void answer(boost::system::error_code error, std::vector<Endpoint> addresses) {
    REQUIRE_FALSE(asked.empty());
    const auto found = std::move(asked.front());
    asked.pop_front();
    found(error, std::move(addresses));
  }
  // Opens and waits for the result.
  Ends decided() {
    Ends ends;
    stream.open(ends);
    REQUIRE(test::run_until(io, [&] { return ends.ended(); }));
    stream.close();
    return ends;
  }
  // Opens, handles what is ready, and gives up, like a link on timeout.
  bool in_vain() {
    Ends ends;
    stream.open(ends);
    io.restart();
    while (io.poll() > 0) io.restart();
    stream.close();
    return !ends.ended();
  }

  boost::asio::io_context io;
  tcp::acceptor server = listening(io);
  std::deque<HostAddresses::Found> asked;
  unsigned lookups = 0;
  TcpStream stream;
};

// A port that neither accepts nor refuses: its queue is full.
struct BlackHole {
  explicit BlackHole(boost::asio::io_context& io) : acceptor(io), first(io) {
    acceptor.open(tcp::v4());
    acceptor.bind({boost::asio::ip::address_v4::loopback(), 0});
    acceptor.listen(0);
    first.connect(acceptor.local_endpoint());
  }
  tcp::acceptor acceptor;
  tcp::socket first;
};

}  // namespace

TEST_CASE("a host that is written as an address is never looked up") {
  HostRig rig("127.0.0.1");
  CHECK(rig.decided().open);
  CHECK(rig.decided().open);
  CHECK(rig.lookups == 0);
}

TEST_CASE("a name is looked up for each attempt, and may mean another address the next time") {
  HostRig rig;
  Ends first;
  rig.stream.open(first);
  rig.answer({}, {rig.server.local_endpoint()});
  REQUIRE(test::run_until(rig.io, [&] { return first.open; }));
  rig.stream.close();
  tcp::acceptor moved = HostRig::listening(rig.io);
  rig.server.close();
  Ends second;
  rig.stream.open(second);
  rig.answer({}, {moved.local_endpoint()});
  REQUIRE(test::run_until(rig.io, [&] { return second.open; }));
  CHECK(rig.lookups == 2);
}

TEST_CASE("while a name server is silent, a host is where it was") {
  HostRig rig;
  Ends first;
  rig.stream.open(first);
  rig.answer({}, {rig.server.local_endpoint()});
  REQUIRE(test::run_until(rig.io, [&] { return first.open; }));
  rig.stream.close();
  CHECK(rig.in_vain());  // the attempt that began the look-up
  CHECK(rig.decided().open);
  CHECK(rig.decided().open);
  CHECK(rig.lookups == 2);  // one at a time
}

TEST_CASE("an address that is found too late serves the next attempt") {
  HostRig rig;
  CHECK(rig.in_vain());
  CHECK(rig.in_vain());
  rig.answer({}, {rig.server.local_endpoint()});
  CHECK(rig.decided().open);
  CHECK(rig.lookups == 1);
  CHECK(rig.in_vain());
  CHECK(rig.lookups == 2);  // a result serves once
}

TEST_CASE("a name that is gone is said, and one that nobody could be asked about is where it was") {
  HostRig rig;
  Ends first;
  rig.stream.open(first);
  rig.answer(boost::asio::error::host_not_found_try_again, {});
  CHECK(first.kind == Trouble::Kind::unresolved);
  CHECK_THAT(first.why, Catch::Contains("cannot resolve"));
  Ends second;
  rig.stream.open(second);
  rig.answer({}, {rig.server.local_endpoint()});
  REQUIRE(test::run_until(rig.io, [&] { return second.open; }));
  rig.stream.close();
  Ends third;
  rig.stream.open(third);
  rig.answer(boost::asio::error::host_not_found_try_again, {});
  REQUIRE(test::run_until(rig.io, [&] { return third.open; }));
  rig.stream.close();
  Ends fourth;
  rig.stream.open(fourth);
  rig.answer(boost::asio::error::host_not_found, {});
  CHECK_THAT(fourth.why, Catch::Contains("cannot resolve"));
}

TEST_CASE("an address that swallows every attempt does not keep the next one from its own") {
  HostRig rig;
  const BlackHole hole(rig.io);
  const std::vector<Endpoint> both{hole.acceptor.local_endpoint(), rig.server.local_endpoint()};
  Ends swallowed;
  rig.stream.open(swallowed);
  rig.answer({}, both);
  rig.io.restart();
  while (rig.io.poll() > 0) rig.io.restart();
  CHECK_FALSE(swallowed.ended());
  rig.stream.close();
  for (const auto& addresses : {both, std::vector<Endpoint>(both.rbegin(), both.rend())}) {
    Ends next;  // the following attempt begins with the right address
    rig.stream.open(next);
    rig.answer({}, addresses);
    REQUIRE(test::run_until(rig.io, [&] { return next.ended(); }));
    CHECK(next.open);
    rig.stream.close();
  }
}

TEST_CASE("an address that refuses is followed by the next one within the attempt") {
  HostRig rig;
  Endpoint refusing;
  {
    const tcp::acceptor gone = HostRig::listening(rig.io);
    refusing = gone.local_endpoint();
  }
  Ends ends;
  rig.stream.open(ends);
  rig.answer({}, {refusing, rig.server.local_endpoint()});
  REQUIRE(test::run_until(rig.io, [&] { return ends.ended(); }));
  CHECK(ends.open);
  rig.stream.close();
  Ends refused;
  rig.stream.open(refused);
  rig.answer({}, {refusing, refusing});
  REQUIRE(test::run_until(rig.io, [&] { return refused.ended(); }));
  CHECK(refused.kind == Trouble::Kind::unreachable);
  CHECK_THAT(refused.why, Catch::Contains("refused"));
}
