#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <future>
#include <nlohmann/json.hpp>

#include "gateway/status/documents.hpp"
#include "gateway/status/serve/control_connection.hpp"
#include "gateway/status/serve/control_socket.hpp"
#include "gateway/status/show/ask.hpp"
#include "gateway/status/show/control_client.hpp"
#include "tests/status/fake_gateway.hpp"
#include "tests/status/loop.hpp"
#include "tests/status/raw_peer.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::status;
using Catch::Contains;
using gatewarden::test::TemporaryFolder;

namespace {

const std::string kAskLine = std::string(kAskStatus).append(1, '\n');

struct Running {
  TemporaryFolder folder;
  boost::asio::io_context io;
  ManualClock clock;
  FakeGateway gateway;
  std::unique_ptr<ControlSocket> socket;

  Running() {
    auto opened = ControlSocket::open(io, clock, folder.path(), gateway, {gateway, gateway});
    if (!opened) FAIL(opened.error());
    socket = std::move(*opened);
  }
  std::filesystem::path file() const { return folder.path() / kControlSocketName; }
  Result<std::string> ask(std::string request) {
    return served(io, [this, request] { return ask_gateway(folder.path(), request); });
  }
  // Whether a request on a connection of its own is answered.
  bool serves() { return static_cast<bool>(ask(std::string(kAskStatus))); }
};

}  // namespace

TEST_CASE("the gateway answers with its status and with one child in depth") {
  Running running;
  const auto status = running.ask(std::string(kAskStatus));
  REQUIRE(status);
  const auto snapshot = read_status(*status);
  REQUIRE(snapshot);
  CHECK(snapshot->thing == "plant7-gw");
  CHECK(snapshot->children.size() == 2);

  const auto child = running.ask(ask_child("plant7-gw:meter-4"));
  REQUIRE(child);
  CHECK(read_child(*child)->row.thing == "plant7-gw:meter-4");
}

TEST_CASE("the question for its health costs the gateway no snapshot, and tells in a line what is wrong") {
  Running running;
  const auto ask = [&] {
    return served(running.io, [&] { return ask_for_health({running.folder.path(), ""}); });
  };
  CHECK(ask().value() == "healthy: the loop is alive\n");
  running.gateway.well = {false, "no report has left for 661s"};
  const auto unwell = ask();
  REQUIRE_FALSE(unwell);
  CHECK(unwell.error() == "unhealthy: no report has left for 661s");
  CHECK(running.gateway.snapshots == 0);
  running.socket.reset();
  const auto gone = ask();
  REQUIRE_FALSE(gone);
  CHECK_THAT(gone.error(), Contains("no gateway runs on"));
}

TEST_CASE(
    "an order to forget names the uid of the process that gave it, and is answered when it is carried out") {
  Running running;
  running.gateway.at_once = false;
  auto answer = std::async(std::launch::async, [&] {
    return order_to_forget({running.folder.path(), "plant7-gw:meter-4"});
  });
  run_until(running.io, [&] { return !running.gateway.orders.empty(); });
  CHECK(running.gateway.orders.back().second == ::geteuid());
  CHECK(answer.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
  CHECK(running.serves());  // the others are not held up
  running.gateway.finish();
  run_until(running.io,
            [&] { return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
  const auto page = answer.get();
  REQUIRE(page);
  CHECK_THAT(*page, Contains("forgotten: plant7-gw:meter-4 (unit-4 on hall-a)") &&
                        Contains("growth of energy_wh by 12") && Contains("report ids above 1790000301"));
}

TEST_CASE(
    "a client that leaves before its order is carried out harms nothing, nor does a gateway that stops") {
  Running running;
  running.gateway.at_once = false;
  {
    const auto peer = RawPeer::to(running.file());
    peer.send(ask_to_forget("plant7-gw:meter-4") + "\n");
    run_until(running.io, [&] { return !running.gateway.orders.empty(); });
  }
  SECTION("the client") { running.serves(); }
  SECTION("the gateway") { running.socket.reset(); }
  running.gateway.finish();
  running.io.poll();
}

TEST_CASE("a thing that cannot be forgotten is refused with the names that may have been meant") {
  Running running;
  const auto answer = served(running.io, [&] {
    return order_to_forget({running.folder.path(), "plant7-gw:meter-5"});
  });
  REQUIRE_FALSE(answer);
  CHECK_THAT(answer.error(), Contains("did you mean \"plant7-gw:meter-"));
}

TEST_CASE("the control socket is for its owner alone") {
  Running running;
  struct stat seen {};
  REQUIRE(::stat(running.file().c_str(), &seen) == 0);
  CHECK((seen.st_mode & 07777) == 0600);
}

TEST_CASE("the status of many children arrives whole") {
  Running running;
  running.gateway.populate(5'000);
  const auto status = running.ask(std::string(kAskStatus));
  REQUIRE(status);
  CHECK(read_status(*status)->children.size() == 5'000);
}

TEST_CASE("an unknown thing is refused with the names that may have been meant") {
  Running running;
  const auto page = served(running.io, [&] {
    return ask_for_page({running.folder.path(), "plant7-gw:metre-4"}, {});
  });
  REQUIRE_FALSE(page);
  CHECK_THAT(page.error(), Contains("no child is called \"plant7-gw:metre-4\"") &&
                               Contains("did you mean \"plant7-gw:meter-4\""));
}

TEST_CASE("a page for a known thing is drawn from the gateway's answer") {
  Running running;
  const auto page = served(running.io, [&] {
    return ask_for_page({running.folder.path(), "plant7-gw:meter-4"}, {});
  });
  REQUIRE(page);
  CHECK_THAT(*page, Contains("topic: $aws/things/plant7-gw:meter-4"));
  const auto all = served(running.io, [&] { return ask_for_page({running.folder.path(), ""}, {}); });
  REQUIRE(all);
  CHECK_THAT(*all, Contains("2 children"));
}

TEST_CASE("where no gateway runs, the error names the directory and the remedy") {
  TemporaryFolder folder;
  const auto answer = ask_gateway(folder.path(), kAskStatus);
  REQUIRE_FALSE(answer);
  CHECK_THAT(answer.error(),
             Contains("no gateway runs on " + folder.path().string()) && Contains("--state-directory"));
}

TEST_CASE("a gateway that does not answer is not waited for without end") {
  Running running;  // its loop does not run
  const auto answer = ask_gateway(running.folder.path(), kAskStatus, std::chrono::milliseconds(1));
  REQUIRE_FALSE(answer);
  CHECK_THAT(answer.error(), Contains("does not answer"));
}

TEST_CASE("one connection may ask again and again, also without waiting") {
  Running running;
  const auto answers = served(running.io, [&] {
    const auto peer = RawPeer::to(running.file());
    peer.send(
        "{\"ask\":\"child\",\"thing\":\"plant7-gw:meter-1\"}\n{\"ask\":\"child\",\"thing\":\"nobody\"}"
        "\nnonsense\n");
    peer.end_sending();
    return peer.read_to_end();
  });
  CHECK(std::count(answers.begin(), answers.end(), '\n') == 3);
  CHECK_THAT(answers, Contains("{\"answer\":\"child\"") && Contains("\"code\":\"unknown_thing\"") &&
                          Contains("\"code\":\"unknown_request\""));
}

TEST_CASE("a request that is no request is answered with how one looks") {
  Running running;
  const std::string garbage =
      GENERATE(as<std::string>(), "", "null", "[]", "{}", "{\"ask\":7}", "{\"ask\":\"child\",\"thing\":{}}",
               "\x01\x02\xFF\xFE", std::string(4000, '['), "{\"ask\":\"status\"", "GET / HTTP/1.1\r");
  const auto answer = running.ask(garbage);
  REQUIRE(answer);
  CHECK(nlohmann::json::parse(*answer)["answer"] == "error");
  CHECK(running.serves());
}

TEST_CASE("a request that never ends is refused and its sender closed") {
  Running running;
  const auto answer = served(running.io, [&] {
    const auto peer = RawPeer::to(running.file());
    peer.send(std::string(5000, 'x'));
    return peer.read_to_end();
  });
  CHECK_THAT(answer, Contains("request_too_long"));
  CHECK(running.serves());
}

TEST_CASE("a silent client is closed after a while, and nobody else is") {
  Running running;
  const auto silent = RawPeer::to(running.file());
  REQUIRE(running.serves());  // by now the silent one was accepted too
  running.clock.advance(ControlConnection::kMaxIdle);
  CHECK(served(running.io, [&] { return silent.read_to_end(); }).empty());
  CHECK(running.serves());
}

TEST_CASE("a client that asks and does not read holds neither the loop nor the others, and is closed") {
  Running running;
  running.gateway.populate(5'000);
  const auto slow = RawPeer::to(running.file());
  REQUIRE(slow.send(kAskLine));
  running.gateway.snapshots = 0;
  run_until(running.io, [&] { return running.gateway.snapshots == 1; });
  CHECK(running.serves());

  running.clock.advance(ControlConnection::kMaxPieceTime);
  const auto got = served(running.io, [&] { return slow.read_to_end(); });
  CHECK(got.size() < 1'000'000);  // as much as the socket's buffers hold, not all 2 MB
  CHECK_FALSE(got.empty());
}

TEST_CASE("clients that ask at the same moment share a snapshot") {
  Running running;
  running.gateway.populate(5'000);
  const auto first = RawPeer::to(running.file());
  REQUIRE(first.send(kAskLine));
  run_until(running.io, [&] { return running.gateway.snapshots == 1; });
  CHECK(running.serves());
  CHECK(running.gateway.snapshots == 1);
  running.clock.advance(std::chrono::seconds(1));
  CHECK(running.serves());
  CHECK(running.gateway.snapshots == 2);
}

TEST_CASE("clients who say nothing keep nobody out: the one who did for the longest gives way") {
  Running running;
  std::vector<RawPeer> clients;
  for (std::size_t i = 0; i < 3 * ControlSocket::kMaxClients; ++i) {
    clients.push_back(RawPeer::to(running.file()));
    CHECK(running.serves());
  }
}

TEST_CASE("who waits for a reload gives way to nobody, though many come that say nothing") {
  Running running;
  running.gateway.at_once = false;
  const auto waits = RawPeer::to(running.file());
  REQUIRE(waits.send(std::string(ask_to_reload(false)) + "\n"));
  run_until(running.io, [&] { return !running.gateway.reloads.empty(); });
  std::vector<RawPeer> silent;
  for (std::size_t i = 0; i < 2 * ControlSocket::kMaxClients; ++i) {
    running.clock.advance(std::chrono::milliseconds(1));
    silent.push_back(RawPeer::to(running.file()));
    CHECK(running.serves());
  }
  running.gateway.finish();
  std::string answer;
  run_until(running.io, [&] { return waits.hung_up() || !(answer += waits.read_some()).empty(); });
  CHECK_THAT(answer, Contains("reloaded"));
}

TEST_CASE("one client too many is told so while all are served, and who takes nothing gives way") {
  Running running;
  running.gateway.populate(5'000);
  std::vector<RawPeer> clients;
  for (std::size_t i = 0; i < ControlSocket::kMaxClients; ++i) {
    clients.push_back(RawPeer::to(running.file()));
    REQUIRE(clients.back().send(kAskLine));
    run_until(running.io, [&] { return !clients.back().read_some().empty(); });
  }
  const auto refused = served(running.io, [&] { return RawPeer::to(running.file()).read_to_end(); });
  CHECK_THAT(refused, Contains("too_many_clients"));
  running.clock.advance(ControlConnection::kMaxStill);
  CHECK(running.serves());
}

TEST_CASE("a request that trickles in is cut off, however often a byte comes") {
  Running running;
  const auto slow = RawPeer::to(running.file());
  REQUIRE(slow.send("{"));
  REQUIRE(running.serves());
  for (Duration passed{}; passed < ControlConnection::kMaxIdle; passed += std::chrono::seconds(10)) {
    (void)slow.send(" ");
    REQUIRE(running.serves());
    running.clock.advance(std::chrono::seconds(10));
  }
  CHECK(served(running.io, [&] { return slow.read_to_end(); }).empty());
}

TEST_CASE("clients that come and vanish leave nothing behind") {
  Running running;
  running.gateway.populate(3'000);
  for (int i = 0; i < 200; ++i) {
    const auto peer = RawPeer::to(running.file());
    if (i % 2 == 0) peer.send(kAskLine);
    if (i % 10 == 0) running.io.poll();
  }
  CHECK(running.serves());
}

TEST_CASE("a dead gateway's socket file is replaced, a living one's is refused") {
  Running running;
  auto second = ControlSocket::open(running.io, running.clock, running.folder.path(), running.gateway,
                                    {running.gateway, running.gateway});
  REQUIRE_FALSE(second);
  CHECK_THAT(second.error(), Contains(running.file().string()) && Contains("a running gateway answers"));

  running.socket.reset();
  CHECK_FALSE(std::filesystem::exists(running.file()));
  {  // as after kill -9: a bound file without a listener
    const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, running.file().c_str(), sizeof address.sun_path - 1);
    REQUIRE(::bind(dead, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    ::close(dead);
  }
  REQUIRE(std::filesystem::exists(running.file()));
  auto again = ControlSocket::open(running.io, running.clock, running.folder.path(), running.gateway,
                                   {running.gateway, running.gateway});
  if (!again) FAIL(again.error());
  running.socket = std::move(*again);
  CHECK(running.serves());
}

TEST_CASE("something else with the socket's name is not removed") {
  TemporaryFolder folder;
  boost::asio::io_context io;
  ManualClock clock;
  FakeGateway gateway;
  folder.write(kControlSocketName, "precious");
  CHECK_FALSE(ControlSocket::open(io, clock, folder.path(), gateway, {gateway, gateway}));
  CHECK(std::filesystem::file_size(folder.path() / kControlSocketName) == 8);
}

TEST_CASE("a state directory whose path is too long for a socket is refused with the reason") {
  boost::asio::io_context io;
  ManualClock clock;
  FakeGateway gateway;
  const auto opened =
      ControlSocket::open(io, clock, "/tmp/" + std::string(120, 'd'), gateway, {gateway, gateway});
  REQUIRE_FALSE(opened);
  CHECK_THAT(opened.error(), Contains("choose a shorter state_directory"));
}

TEST_CASE("a gateway that stops in the middle of an answer leaves nothing running") {
  Running running;
  running.gateway.populate(5'000);
  const auto peer = RawPeer::to(running.file());
  REQUIRE(peer.send(kAskLine));
  run_until(running.io, [&] { return running.gateway.snapshots == 1; });
  running.socket.reset();
  running.io.restart();
  running.io.run_for(kDeadline);  // returns when nothing is left to do
  CHECK(running.io.stopped());
  CHECK(peer.read_to_end().size() < 1'000'000);
}
