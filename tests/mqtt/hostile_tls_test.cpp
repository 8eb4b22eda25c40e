// A broker, or who plays it, whose TLS never comes to what it is for.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include "gateway/mqtt/mosquitto_session.hpp"
#include "gateway/mqtt/paho_session.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/heard.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/tls_flood.hpp"
#include "tests/support/told_memory.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using Catch::Matchers::Contains;

TEST_CASE("a broker that asks for new keys without end ends its connection, and costs no memory") {
  const auto* kind = GENERATE("paho", "mosquitto");
  CAPTURE(kind);
  boost::asio::io_context io;
  const TestPki pki;
  TlsFlood broker(pki, TLS1_3_VERSION, &TlsFlood::new_keys);
  const auto sessions = std::string(kind) == "paho" ? mqtt::paho_sessions(io) : mqtt::mosquitto_sessions(io);
  mqtt::Target target;
  target.host = "127.0.0.1";
  target.port = broker.port();
  target.client_id = "plant7-gw";
  target.tls.emplace();
  target.tls->ca_file = pki.ca();
  Heard heard;
  const auto session = sessions(target);
  const std::size_t before = bytes_in_use();
  std::size_t most = 0;
  session->connect(heard.callbacks());
  REQUIRE(run_until(io, [&] {
    most = std::max(most, bytes_in_use());
    return heard.lost.has_value();
  }));
  CHECK_THAT(*heard.lost, Contains("more than 32 messages of the handshake without content"));
  CHECK(eventually([&] { return broker.over(); }));
  if (kMemoryIsTold) CHECK(most < before + (2u << 20));
}
