#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "gateway/status/serve/http_connection.hpp"
#include "gateway/status/serve/http_server.hpp"
#include "tests/status/fake_gateway.hpp"
#include "tests/status/loop.hpp"
#include "tests/status/raw_peer.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/told_memory.hpp"

using namespace gatewarden;
using namespace gatewarden::status;
using Catch::Contains;
using Catch::StartsWith;
using namespace std::chrono_literals;

namespace {

const std::string kHealth = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string kMetrics = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

struct Serving {
  boost::asio::io_context io;
  ManualClock clock;
  FakeGateway gateway;
  std::unique_ptr<HttpServer> server;

  explicit Serving(bool per_child = false) {
    auto listening = HttpServer::listen(io, clock, {"127.0.0.1:0", per_child, {}}, gateway);
    if (!listening) FAIL(listening.error());
    server = std::move(*listening);
  }
  // Sends the bytes and reads to the end: the server closes each connection.
  std::string raw(std::string request) {
    return served(io, [request, port = server->port()] {
      const auto peer = RawPeer::to(port);
      peer.send(request);
      return peer.read_to_end();
    });
  }
  std::string get(const std::string& target) {
    return raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
};

std::string body_of(const std::string& response) {
  const auto end = response.find("\r\n\r\n");
  return end == std::string::npos ? "" : response.substr(end + 4);
}

std::string unchunked(const std::string& body) {
  std::string whole;
  std::size_t at = 0;
  while (true) {
    const auto line_end = body.find("\r\n", at);
    REQUIRE(line_end != std::string::npos);
    const auto size = std::stoul(body.substr(at, line_end - at), nullptr, 16);
    REQUIRE(body.size() >= line_end + 2 + size + 2);
    REQUIRE(body.substr(line_end + 2 + size, 2) == "\r\n");
    at = line_end + 2 + size + 2;
    if (size == 0) break;
    whole += body.substr(line_end + 2, size);
  }
  REQUIRE(at == body.size());
  return whole;
}

}  // namespace

TEST_CASE("health is told while the loop runs, readiness with its reason") {
  Serving serving;
  CHECK_THAT(serving.get("/healthz"), StartsWith("HTTP/1.1 200 OK\r\n") && Contains("\r\n\r\nok\n"));
  CHECK_THAT(serving.get("/readyz"), StartsWith("HTTP/1.1 200 OK\r\n"));
  serving.gateway.ready = {false, "the uplink is not connected"};
  CHECK_THAT(serving.get("/readyz"), StartsWith("HTTP/1.1 503 Service Unavailable\r\n") &&
                                         Contains("\r\n\r\nthe uplink is not connected\n"));
  CHECK_THAT(serving.get("/healthz"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_CASE("metrics are served with their content type and exact length") {
  Serving serving;
  const auto response = serving.get("/metrics");
  CHECK_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n") &&
                           Contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n") &&
                           Contains("Connection: close\r\n"));
  CHECK_THAT(response, Contains("Content-Length: " + std::to_string(body_of(response).size()) + "\r\n"));
  CHECK_THAT(body_of(response),
             Contains("gatewarden_children{link=\"hall-a\",protocol=\"modbus\",state=\"online\"} 1\n"));
  CHECK(body_of(response).find("meter-1") == std::string::npos);
}

TEST_CASE("a scrape may carry a query") {
  Serving serving;
  CHECK_THAT(serving.get("/healthz?from=probe"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_CASE("series per child come in chunks, and whole for an old client") {
  Serving serving(true);
  serving.gateway.populate(3000);
  const auto chunked = serving.get("/metrics");
  CHECK_THAT(chunked, Contains("Transfer-Encoding: chunked\r\n"));
  const auto text = unchunked(body_of(chunked));
  CHECK_THAT(text, Contains("gatewarden_child_online{thing=\"plant7-gw:meter-2999\"} 1\n"));

  const auto old = serving.raw("GET /metrics HTTP/1.0\r\n\r\n");
  CHECK(old.find("chunked") == std::string::npos);
  CHECK(body_of(old) == text);
}

TEST_CASE("no child with a value leaves an empty chunk that would end the answer early") {
  Serving serving(true);
  serving.gateway.populate(600);
  for (auto& row : serving.gateway.shown.children) row.last_seen = std::nullopt;
  CHECK_THAT(unchunked(body_of(serving.get("/metrics"))),
             Contains("gatewarden_child_reports_total{thing=\"plant7-gw:meter-599\""));
}

TEST_CASE("HEAD gets the head of GET without a body") {
  Serving serving(GENERATE(false, true));
  for (const std::string target : {"/metrics", "/healthz"}) {
    const auto response = serving.raw("HEAD " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
    CHECK(body_of(response).empty());
    CHECK(response.substr(response.size() - 4) == "\r\n\r\n");
  }
}

TEST_CASE("other paths and methods are refused properly") {
  Serving serving;
  CHECK_THAT(serving.get("/"), StartsWith("HTTP/1.1 404 Not Found\r\n"));
  CHECK_THAT(serving.get("/metrics/../etc/passwd"), StartsWith("HTTP/1.1 404 Not Found\r\n"));
  for (const std::string method : {"POST", "PUT", "DELETE", "TRACE", "BREW"}) {
    const auto response =
        serving.raw(method + " /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
    CAPTURE(method);
    CHECK_THAT(response,
               StartsWith("HTTP/1.1 405 Method Not Allowed\r\n") && Contains("Allow: GET, HEAD\r\n"));
  }
  CHECK(serving.gateway.snapshots == 0);
}

TEST_CASE("a request head that is too large or no HTTP is refused, and the next client is served") {
  Serving serving;
  CHECK_THAT(serving.raw("GET /healthz HTTP/1.1\r\nX: " + std::string(9000, 'x') + "\r\n\r\n"),
             StartsWith("HTTP/1.1 431 "));
  CHECK_THAT(serving.raw("GET /" + std::string(9000, 'x') + " HTTP/1.1\r\n\r\n"),
             StartsWith("HTTP/1.1 431 "));
  CHECK_THAT(serving.raw("\x16\x03\x01 hello TLS\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  CHECK_THAT(serving.raw("GET /healthz HTTP/1.1\r\nbroken header\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  CHECK_THAT(serving.get("/healthz"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_CASE("a pipelined second request is not answered: one request a connection") {
  Serving serving;
  const auto response = serving.raw(kHealth + kHealth);
  CHECK(response.find("HTTP/1.1", 1) == std::string::npos);
}

TEST_CASE("a request that trickles in is cut off at its deadline") {
  Serving serving;
  const auto slow = RawPeer::to(serving.server->port());
  REQUIRE(slow.send("GET /healthz HT"));
  CHECK_THAT(serving.get("/healthz"), StartsWith("HTTP/1.1 200"));  // by now the slow one was accepted too
  serving.clock.advance(HttpConnection::kMaxRequestTime);
  run_until(serving.io, [&] { return slow.hung_up(); });
  CHECK(slow.read_to_end().empty());
}

TEST_CASE("a peer that does not read its answer is cut off at the deadline") {
  Serving serving(true);
  serving.gateway.populate(30'000);
  const auto slow = RawPeer::to(serving.server->port());
  REQUIRE(slow.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  run_until(serving.io, [&] { return serving.gateway.snapshots == 1; });
  serving.clock.advance(HttpConnection::kMaxPieceTime);
  const auto got = served(serving.io, [&] { return slow.read_to_end(); });
  CHECK(got.find("\r\n0\r\n\r\n") == std::string::npos);
}

TEST_CASE("health is told however many connections say nothing, of one address or of many") {
  Serving serving;
  const unsigned addresses = GENERATE(1u, 3u, 60u);
  std::vector<RawPeer> silent;
  for (unsigned i = 0; i < 120; ++i) {
    silent.push_back(RawPeer::to(serving.server->port(), 1 + i % addresses));
    if (i % 3 == 0) silent.back().send("GET /healthz HTTP/1.1\r\n");
    if (i % 10 == 0) REQUIRE_THAT(serving.get("/healthz"), StartsWith("HTTP/1.1 200"));
  }
  REQUIRE_THAT(serving.get("/healthz"), StartsWith("HTTP/1.1 200"));
  REQUIRE_THAT(serving.get("/metrics"), StartsWith("HTTP/1.1 200"));  // the idle gave way
}

TEST_CASE("health is told while readers take nothing, and they give way to whoever wants the metrics") {
  Serving serving(true);
  serving.gateway.populate(20'000);
  const unsigned addresses = GENERATE(1u, 5u);
  std::vector<RawPeer> slow;
  for (unsigned i = 0; i < 40; ++i) {
    slow.push_back(RawPeer::to(serving.server->port(), 1 + i % addresses));
    REQUIRE(slow.back().send(kMetrics));
    REQUIRE_THAT(serving.get("/healthz"), StartsWith("HTTP/1.1 200"));
  }
  CHECK_THAT(serving.get("/readyz"), StartsWith("HTTP/1.1 200"));
  CHECK_THAT(serving.get("/metrics"), StartsWith("HTTP/1.1 503"));
  serving.clock.advance(HttpConnection::kMaxStill);
  CHECK_THAT(serving.get("/metrics"), StartsWith("HTTP/1.1 200"));
}

TEST_CASE("one address has half of the seats at most, and those for health go round") {
  Serving serving(true);
  serving.gateway.populate(20'000);
  std::vector<RawPeer> slow, silent;
  for (std::size_t i = 0; i < HttpServer::kMaxConnections; ++i) {
    slow.push_back(RawPeer::to(serving.server->port(), 1));
    REQUIRE(slow.back().send(kMetrics));
    REQUIRE_THAT(serving.get("/healthz"), StartsWith("HTTP/1.1 200"));
  }
  const auto from_another = served(serving.io, [port = serving.server->port()] {
    const auto peer = RawPeer::to(port, 2);
    peer.send(kMetrics);
    return peer.read_to_end();
  });
  CHECK_THAT(from_another, StartsWith("HTTP/1.1 200"));
  for (std::size_t i = 0; i <= HttpServer::kHealthSeats; ++i)
    silent.push_back(RawPeer::to(serving.server->port(), 1));
  run_until(serving.io, [&] { return silent.front().hung_up(); });
  CHECK_FALSE(silent.back().hung_up());
}

TEST_CASE("whoever reads an older snapshot for long gives way to who wants a new one") {
  Serving serving(true);
  serving.gateway.populate(30'000);
  std::vector<RawPeer> readers;
  const auto reads = [&](int snapshots) {
    readers.push_back(RawPeer::to(serving.server->port()));
    REQUIRE(readers.back().send(kMetrics));
    run_until(serving.io, [&] { return serving.gateway.snapshots == snapshots; });
  };
  const auto take_some = [&] {
    for (const RawPeer& each : readers) run_until(serving.io, [&] { return !each.read_some().empty(); });
  };
  reads(1);
  serving.clock.advance(SharedSnapshot::kFresh);
  reads(2);
  for (Duration passed{}; passed < SharedSnapshot::kPatience; passed += 1s) {
    take_some();
    serving.clock.advance(1s);
  }
  reads(3);
  const auto rest = served(serving.io, [&] { return readers.front().read_to_end(); });
  CHECK(rest.find("\r\n0\r\n\r\n") == std::string::npos);
}

TEST_CASE("who calls the listener by a name that is not its own is not served") {
  Serving serving;
  HttpSettings settings{"127.0.0.1:0", false, {"Gateway.Plant7.example", "10.0.0.5", "fd00::5"}};
  serving.server->change(settings);
  const auto answer = [&](const std::string& host) {
    return serving.raw("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n\r\n").substr(9, 3);
  };
  for (const std::string known : {"localhost", "LOCALHOST:9464", "127.0.0.1", "127.0.0.1:1", "localhost.",
                                  "gateway.plant7.example", "GATEWAY.plant7.example.:9464", "10.0.0.5:9464",
                                  "[fd00::5]", "[fd00:0::5]:9464", "[::ffff:127.0.0.1]"}) {
    CAPTURE(known);
    CHECK(answer(known) == "200");
  }
  for (const std::string strange :
       {"evil.example", "evil.example:9464", "localhost.evil.example", "127.0.0.2", "127.0.0.1.evil.example",
        "10.0.0.6", "", "[::1]", "localhost:x", "user@localhost", "gateway.plant7.example..", "local host"}) {
    CAPTURE(strange);
    CHECK(answer(strange) == "421");
  }
  CHECK_THAT(serving.raw("GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"),
             StartsWith("HTTP/1.1 400"));
  CHECK_THAT(serving.raw("GET /healthz HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  CHECK_THAT(serving.raw("GET /healthz HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.1 200"));
  CHECK_THAT(serving.raw("GET /healthz HTTP/1.0\r\nHost: evil.example\r\n\r\n"), StartsWith("HTTP/1.1 421"));
  CHECK_THAT(serving.raw("GET http://evil.example/metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
             StartsWith("HTTP/1.1 421") && Contains("gateway.http.names"));
}

TEST_CASE("slow readers of 30,000 children hold two snapshots, however many they are") {
  Serving serving(true);
  serving.gateway.populate(30'000);
  const std::size_t empty = test::bytes_in_use();
  const auto one = std::make_unique<GatewaySnapshot>(serving.gateway.snapshot(Depth::children));
  const std::size_t size = test::bytes_in_use() - empty;

  const std::size_t before = test::bytes_in_use();
  std::vector<RawPeer> slow;
  for (unsigned i = 0; i < 40; ++i) {
    slow.push_back(RawPeer::to(serving.server->port(), 1 + i % 20));
    REQUIRE(slow.back().send(kMetrics));
    serving.clock.advance(700ms);
    REQUIRE_THAT(serving.get("/healthz"), StartsWith("HTTP/1.1 200"));
    for (const RawPeer& peer : slow) (void)peer.read_some();
    CHECK(test::bytes_in_use() < before + 2 * size + 40 * 250'000);
  }
  CHECK(serving.gateway.snapshots > 3);
}

TEST_CASE("an answer has an end, however patiently its reader takes one piece after the other") {
  Serving serving(true);
  serving.gateway.populate(30'000);
  const auto slow = RawPeer::to(serving.server->port());
  REQUIRE(slow.send(kMetrics));
  run_until(serving.io, [&] { return serving.gateway.snapshots == 1; });
  std::string got;
  for (Duration passed{}; passed < HttpConnection::kMaxAnswerTime; passed += 5s) {
    for (const std::size_t before = got.size(); got.size() < before + 200'000;) {
      got += slow.read_some();
      serving.io.restart();
      serving.io.run_for(1ms);
    }
    serving.clock.advance(5s);
  }
  got += served(serving.io, [&] { return slow.read_to_end(); });
  CHECK(got.find("\r\n0\r\n\r\n") == std::string::npos);
}

TEST_CASE("a server that stops leaves nothing running") {
  Serving serving(true);
  serving.gateway.populate(5'000);
  const auto idle = RawPeer::to(serving.server->port());
  const auto asking = RawPeer::to(serving.server->port());
  REQUIRE(asking.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  run_until(serving.io, [&] { return serving.gateway.snapshots == 1; });
  serving.server.reset();
  serving.io.restart();
  serving.io.run_for(kDeadline);
  CHECK(serving.io.stopped());
}

TEST_CASE("an address in use is an error that names it and the remedy") {
  Serving serving;
  const auto taken = "127.0.0.1:" + std::to_string(serving.server->port());
  const auto second = HttpServer::listen(serving.io, serving.clock, {taken, false, {}}, serving.gateway);
  REQUIRE_FALSE(second);
  CHECK_THAT(second.error(), Contains(taken) && Contains("gateway.http.listen"));
}
