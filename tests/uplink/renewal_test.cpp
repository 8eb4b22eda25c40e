// A certificate is replaced while reports leave: Paho and a real mosquitto that demands certificates.
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "gateway/base/system_clock.hpp"
#include "gateway/mqtt/paho_session.hpp"
#include "gateway/mqtt/reasons.hpp"
#include "gateway/tls/client_identity.hpp"
#include "gateway/uplink/uplink.hpp"
#include "tests/support/mosquitto_broker.hpp"
#include "tests/support/run_until.hpp"
#include "tests/uplink/uplink_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::test;

namespace {

std::string text(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t count(const std::string& log, const std::string& what) {
  std::size_t times = 0;
  for (std::size_t at = log.find(what); at != std::string::npos; at = log.find(what, at + 1)) ++times;
  return times;
}

bool look(ClientIdentity& identity, WallTime now) {
  return identity.look(ClientIdentity::read(identity.files()), now);
}

}  // namespace

TEST_CASE(
    "a new certificate is taken while reports leave, none is lost; garbage on the disk changes nothing") {
  TestPki pki;
  pki.leaf("renewed", "ca", "renewed-gw", "");
  BrokerSetup setup;
  setup.tls = &pki;
  setup.client_certificate = true;
  setup.extra = "connection_messages true";
  MosquittoBroker broker(setup);
  boost::asio::io_context io;
  SystemClock clock(io);

  TemporaryFolder disk;
  const auto write = [&](const std::string& name) {
    disk.write("gw.pem", text(pki.certificate(name)));
    disk.write("gw.key", text(pki.key(name)));
  };
  write("client");
  Tls files;
  files.ca_file = pki.ca();
  files.certificate_file = disk / "gw.pem";
  files.private_key_file = disk / "gw.key";
  ClientIdentity identity(files, ClientIdentity::read(files), clock.wall());

  StoriedSource source;
  OutcomeBook book;
  UplinkSettings settings;
  settings.target.host = "localhost";
  settings.target.port = broker.port();
  settings.target.client_id = "plant7-gw";
  settings.target.tls = identity.in_force();
  settings.answer_timeout = 2s;
  Uplink uplink(settings, {clock, mqtt::paho_sessions(io), source, book}, 3);
  uplink.start();
  constexpr std::size_t kReports = 120;
  for (std::size_t i = 0; i < kReports; ++i) source.add("gw:m" + std::to_string(i), clock.now() + i * 30ms);
  uplink.wake();
  REQUIRE(run_until(io, [&] { return source.pulled.size() >= 20; }));

  disk.write("gw.pem", "garbage");
  for (int i = 0; i < 2; ++i) CHECK_FALSE(look(identity, clock.wall()));
  CHECK(uplink.snapshot().connected);

  write("renewed");
  CHECK_FALSE(look(identity, clock.wall()));
  REQUIRE(look(identity, clock.wall()));
  settings.target.tls = identity.in_force();
  uplink.renew(settings.target);
  REQUIRE(run_until(io, [&] { return uplink.snapshot().count.reconnects == 1; }));
  REQUIRE(run_until(
      io, [&] { return book.settlements.size() == kReports; }, 40s));

  for (const Publication& p : source.pulled) CHECK(book.times[p.id] == 1);
  for (const Outcome& o : book.settlements) CHECK(o.kind == Outcome::Kind::no_verdict);  // no service here
  CHECK(uplink.snapshot().count.acked == kReports);
  CHECK(uplink.snapshot().count.outcomes[Outcome::Kind::refused] == 0);
  CHECK(uplink.snapshot().last_error.empty());  // a renewal is not a failure
  // The broker saw both identities in turn.
  CHECK(count(broker.log(), "u'plant7-gw'") == 1);
  CHECK(count(broker.log(), "u'renewed-gw'") == 1);
}

TEST_CASE("a renewal is no error, and leaves the last one with its time") {
  UplinkRig rig;
  rig.connect();
  const auto renew = [&] {
    rig.clock.advance(10s);
    rig.uplink->renew(rig.settings.target);
    rig.broker.lose();
    rig.clock.advance(1ms);
    rig.connect();
  };
  SECTION("lost before") {
    rig.broker.lose("connection reset");
    const SteadyTime at = rig.clock.now();
    rig.until_next_attempt();
    rig.connect();
    renew();
    CHECK(rig.uplink->snapshot().last_error == "connection reset");
    CHECK(rig.uplink->snapshot().last_error_at == at);
  }
  SECTION("a report refused before") {
    rig.source.add("gw:m1");
    rig.uplink->wake();
    rig.broker.acknowledge_all(0x87);
    const auto before = rig.uplink->snapshot();
    REQUIRE(!before.last_error.empty());
    renew();
    CHECK(rig.uplink->snapshot().last_error == before.last_error);
    CHECK(rig.uplink->snapshot().last_error_at == before.last_error_at);
  }
}

TEST_CASE(
    "a renewal comes back at once, within one attempt a second, and not into a pause for another gateway") {
  UplinkRig rig;
  rig.connect();
  const auto attempts = [&] { return rig.broker.targets.size(); };
  mqtt::Target fresh = rig.settings.target;
  fresh.username = "fresh";
  SECTION("connected for long") {
    rig.clock.advance(10s);
    rig.uplink->renew(fresh);
    CHECK(rig.broker.close_asked);
    CHECK(rig.uplink->snapshot().state == "renewing the connection");
    rig.source.add("gw:m1");
    rig.uplink->wake();
    CHECK(rig.broker.published.empty());
    rig.broker.lose();
    rig.clock.advance(1ms);
    CHECK(attempts() == 2);
    rig.connect();
    CHECK(rig.broker.published.size() == 1);
  }
  SECTION("connected just now") {
    rig.uplink->renew(fresh);
    rig.broker.lose();
    rig.clock.advance(900ms);
    CHECK(attempts() == 1);
    rig.clock.advance(200ms);
    CHECK(attempts() == 2);
  }
  SECTION("waiting: perhaps for just this") {
    rig.clock.advance(10s);
    rig.broker.lose();
    rig.uplink->renew(fresh);
    rig.clock.advance(1ms);
    CHECK(attempts() == 2);
  }
  SECTION("connecting") {
    rig.clock.advance(10s);
    rig.broker.lose();
    rig.until_next_attempt();
    rig.uplink->renew(fresh);
    rig.clock.advance(1s);
    CHECK(attempts() == 3);
  }
  SECTION("pausing because another gateway has the client id") {
    for (int i = 0; i < 2; ++i) {
      rig.broker.lose("taken over", mqtt::kSessionTakenOver);
      if (i == 0) rig.until_next_attempt(), rig.connect();
    }
    const std::size_t before = attempts();
    rig.uplink->renew(fresh);
    rig.clock.advance(30s);
    CHECK(attempts() == before);
    rig.clock.advance(10min);
  }
  CHECK(rig.broker.targets.back().username == "fresh");
}
