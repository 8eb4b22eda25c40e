// Host names: silent or missing name servers, and addresses that swallow every attempt.
#include "adapters/modbus/transport/host_addresses.hpp"

#include <boost/asio.hpp>
#include <catch2/catch.hpp>
#include <deque>

#include "adapters/modbus/transport/tcp_stream.hpp"
#include "tests/support/black_hole.hpp"
#include "tests/support/lacking.hpp"
#include "tests/support/loopback_fence.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_until.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
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
      : stream(io, clock,
               std::make_shared<HostAddresses>(
                   [this](const std::string&, std::uint16_t, HostAddresses::Found found) {
                     ++lookups;
                     asked.push_back(std::move(found));
                   },
                   host, server.local_endpoint().port()),
               3s, 300) {}
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
  void settle() { fence.settle(io); }
  // Opens, handles what is ready, and gives up, like a link on timeout.
  bool in_vain() {
    Ends ends;
    stream.open(ends);
    settle();
    stream.close();
    return !ends.ended();
  }

  boost::asio::io_context io;
  test::LoopbackFence fence;
  ManualClock clock;
  tcp::acceptor server = listening(io);
  std::deque<HostAddresses::Found> asked;
  unsigned lookups = 0;
  TcpStream stream;
};

using test::BlackHole;

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
  const std::vector<Endpoint> both{hole.door.local_endpoint(), rig.server.local_endpoint()};
  Ends swallowed;
  rig.stream.open(swallowed);
  rig.answer({}, both);
  rig.settle();
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

TEST_CASE("an attempt that is given up goes on to no other address") {
  HostRig rig;
  const BlackHole hole(rig.io);
  Ends ends;
  rig.stream.open(ends);
  rig.answer({}, {hole.door.local_endpoint(), rig.server.local_endpoint()});
  rig.settle();
  REQUIRE_FALSE(ends.ended());
  rig.stream.close();
  rig.settle();
  rig.server.non_blocking(true);
  boost::system::error_code error;
  rig.server.accept(error);
  CHECK(error == boost::asio::error::would_block);
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

TEST_CASE("an address that swallows the attempt costs a share of its time, then the next one is tried") {
  HostRig rig;
  const BlackHole hole(rig.io), other(rig.io);
  Ends ends;
  rig.stream.open(ends);
  rig.answer({}, {hole.door.local_endpoint(), other.door.local_endpoint(), rig.server.local_endpoint()});
  for (int i = 0; i < 2; ++i) {
    rig.settle();
    CHECK_FALSE(ends.ended());
    rig.clock.advance(1s);
  }
  REQUIRE(test::run_until(rig.io, [&] { return ends.ended(); }));
  CHECK(ends.open);
}

TEST_CASE("the only address has all the time, and an attempt given up ends nothing later") {
  for (const bool alone : {true, false}) {
    HostRig rig;
    const BlackHole hole(rig.io);
    Ends ends;
    rig.stream.open(ends);
    std::vector<Endpoint> addresses{hole.door.local_endpoint()};
    if (!alone) addresses.push_back(rig.server.local_endpoint());
    rig.answer({}, addresses);
    rig.settle();
    if (alone) rig.clock.advance(10s);
    rig.settle();
    CHECK_FALSE(ends.ended());
    rig.stream.close();
    rig.clock.advance(10s);
    rig.settle();
    CHECK_FALSE(ends.ended());
  }
}

TEST_CASE("an address that takes connections but is not the device is left for the next one") {
  HostRig rig;
  tcp::acceptor wrong = HostRig::listening(rig.io);
  const std::vector<Endpoint> both{wrong.local_endpoint(), rig.server.local_endpoint()};
  std::vector<Endpoint> reached;
  for (int i = 0; i < 3; ++i) {
    Ends ends;
    rig.stream.open(ends);
    rig.answer({}, both);
    REQUIRE(test::run_until(rig.io, [&] { return ends.ended(); }));
    REQUIRE(ends.open);
    for (tcp::acceptor* each : {&wrong, &rig.server}) {
      each->non_blocking(true);
      boost::system::error_code none;
      const tcp::socket caller = each->accept(none);
      if (!none) reached.push_back(each->local_endpoint());
    }
    if (i == 0) rig.stream.doubt();
    rig.stream.close();
  }
  CHECK(reached == std::vector<Endpoint>{both[0], both[1], both[1]});
}

TEST_CASE("an IPv6 address is reached as it is written, and its zone is kept") {
  boost::asio::io_context io;
  boost::system::error_code none;
  tcp::acceptor six(io);
  six.open(tcp::v6(), none);
  if (!none) six.bind({boost::asio::ip::address_v6::loopback(), 0}, none);
  if (none) return test::say_lacking("the IPv6 loopback address");
  six.listen();
  ManualClock clock;
  const auto there = std::make_shared<HostAddresses>(nullptr, "::1", six.local_endpoint().port());
  TcpStream stream(io, clock, there, 3s, 300);
  CHECK(stream.endpoint() == "[::1]:" + std::to_string(six.local_endpoint().port()));
  Ends ends;
  stream.open(ends);
  REQUIRE(test::run_until(io, [&] { return ends.open; }));
  stream.close();
  const auto zoned = std::make_shared<HostAddresses>(nullptr, "fe80::1%1", std::uint16_t{502});
  REQUIRE(zoned->count() == 1);
  CHECK(zoned->next().address().to_v6().scope_id() == 1);
}
