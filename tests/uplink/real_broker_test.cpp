// The uplink over Paho and a real mosquitto with TLS: a killed broker loses no report,
// and none comes under two ids.
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "gateway/base/system_clock.hpp"
#include "gateway/mqtt/mosquitto_session.hpp"
#include "gateway/mqtt/paho_session.hpp"
#include "gateway/uplink/uplink.hpp"
#include "gateway/wire/topics.hpp"
#include "gateway/wire/verdict.hpp"
#include "tests/support/mosquitto_broker.hpp"
#include "tests/support/run_until.hpp"
#include "tests/uplink/uplink_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using Kind = Outcome::Kind;

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
// Paho C 1.3.12 sometimes leaks about 150 bytes when a connection dies.
extern "C" const char* __lsan_default_suppressions() { return "leak:libpaho-mqtt3as.so\n"; }
#endif
#endif

namespace {

// Accepts every report and keeps what it heard.
struct Service {
  Service(boost::asio::io_context& loop, mqtt::Target where)
      : io(loop), sessions(mqtt::mosquitto_sessions(loop)), target(std::move(where)) {
    target.client_id = "service";
  }
  void open() {
    ready = false;
    session = sessions(target);
    session->connect(
        {.connected =
             [this](const mqtt::ConnAck&) { session->subscribe(1, {report_filter(Format::json)}, 1); },
         .lost = [this](std::string, auto) { ready = false; },
         .message = [this](const mqtt::Message& m) { answer(m); },
         .published = nullptr,
         .subscribed = [this](mqtt::Ticket, const auto&) { ready = true; }});
    REQUIRE(run_until(io, [this] { return ready; }));
  }
  void answer(const mqtt::Message& m) {
    const auto thing = parse_report_topic(m.topic).value().thing;
    heard[std::string(thing)].insert(std::string(m.payload));
    Verdict v;
    v.thing = std::string(thing);
    v.accepted = true;
    session->publish(++ticket, std::string(m.topic) + "/accepted", encode_verdict(Format::json, v), 1, false);
  }
  boost::asio::io_context& io;
  mqtt::SessionFactory sessions;
  mqtt::Target target;
  std::unique_ptr<mqtt::Session> session;
  std::map<std::string, std::set<std::string>> heard;
  mqtt::Ticket ticket = 1;
  bool ready = false;
};

mqtt::Target secured(const MosquittoBroker& broker, const TestPki& pki) {
  mqtt::Target t;
  t.host = "localhost";
  t.port = broker.port();
  t.client_id = "plant7-gw";
  t.tls.emplace();
  t.tls->ca_file = pki.ca();
  t.tls->certificate_file = pki.certificate("client");
  t.tls->private_key_file = pki.key("client");
  return t;
}

}  // namespace

TEST_CASE("through two kills of the broker every report is accepted, each under one id") {
  TestPki pki;
  BrokerSetup setup;
  setup.tls = &pki;
  setup.client_certificate = true;
  MosquittoBroker broker(setup);
  boost::asio::io_context io;
  SystemClock clock(io);
  Service service(io, secured(broker, pki));
  service.open();

  StoriedSource source;
  OutcomeBook book;
  UplinkSettings settings;
  settings.target = secured(broker, pki);
  settings.answer_timeout = 5s;
  const auto sessions = mqtt::paho_sessions(io);
  Uplink uplink(settings, {clock, sessions, source, book}, 3);
  uplink.start();

  constexpr std::size_t kReports = 60;
  for (std::size_t i = 0; i < kReports; ++i) source.add("gw:m" + std::to_string(i), clock.now() + i * 20ms);
  uplink.wake();
  for (const std::size_t so_far : {10u, 30u}) {
    REQUIRE(run_until(io, [&] { return source.pulled.size() >= so_far; }));
    broker.stop();
    REQUIRE(run_until(io, [&] { return !uplink.snapshot().connected && !service.ready; }));
    broker.start();
    service.open();
    REQUIRE(run_until(
        io, [&] { return uplink.snapshot().connected; }, 30s));
  }
  REQUIRE(run_until(
      io, [&] { return book.settlements.size() == kReports; }, 40s));
  bool done = false;
  uplink.drain(clock.now() + 5s, [&] { done = true; });
  REQUIRE(run_until(io, [&] { return done; }));

  for (const Publication& p : source.pulled) {
    CHECK(book.times[p.id] == 1);
    // Perhaps heard twice, but the same bytes.
    CHECK(service.heard[p.thing] == std::set<std::string>{p.bytes});
  }
  // Answers under way are lost with the broker: at most as many as were under way.
  std::size_t without = 0;
  for (const Outcome& o : book.settlements) {
    if (o.kind != Kind::accepted) {
      CHECK(o.kind == Kind::no_verdict);
      ++without;
    }
  }
  CHECK(without <= 10);
  CHECK(uplink.snapshot().count.reconnects == 2);
}

TEST_CASE("a thing the policy does not allow is refused with 0x87 and the others go on") {
  BrokerSetup setup;
  setup.acl =
      "topic readwrite $aws/things/gw:good/#\ntopic read $aws/things/+/defender/metrics/json/accepted\n"
      "topic read $aws/things/+/defender/metrics/json/rejected\n";
  MosquittoBroker broker(setup);
  boost::asio::io_context io;
  SystemClock clock(io);
  StoriedSource source;
  OutcomeBook book;
  UplinkSettings settings;
  settings.target.host = "127.0.0.1";
  settings.target.port = broker.port();
  settings.target.client_id = "plant7-gw";
  settings.answers = Answers::off;
  Uplink uplink(settings, {clock, mqtt::paho_sessions(io), source, book}, 3);
  source.add("gw:bad");
  source.add("gw:good");
  uplink.start();
  REQUIRE(run_until(io, [&] { return book.settlements.size() == 2; }));
  std::map<std::string, Outcome> by_thing;
  for (const Outcome& o : book.settlements) by_thing[o.thing] = o;
  CHECK(by_thing["gw:bad"].kind == Kind::refused);
  CHECK(by_thing["gw:bad"].code == "0x87");
  CHECK(by_thing["gw:good"].kind == Kind::no_verdict);
  CHECK(uplink.snapshot().connected);
}

TEST_CASE("of a hundred things a real broker refuses seven alone, and takes them when its ACL is mended") {
  constexpr const char* kAnswers =
      "topic read $aws/things/+/defender/metrics/json/accepted\n"
      "topic read $aws/things/+/defender/metrics/json/rejected\n";
  std::set<std::string> guilty;
  std::string some = kAnswers, all = kAnswers;
  for (int i = 0; i < 100; ++i) {
    const std::string thing = "gw:m" + std::to_string(i);
    const std::string line = "topic write $aws/things/" + thing + "/defender/metrics/json\n";
    all += line;
    if (i % 14 == 3) {
      guilty.insert(thing);
    } else {
      some += line;
    }
  }
  REQUIRE(guilty.size() == 7);
  BrokerSetup setup;
  setup.acl = some;
  MosquittoBroker broker(setup);
  boost::asio::io_context io;
  SystemClock clock(io);
  StoriedSource source;
  OutcomeBook book;
  UplinkSettings settings;
  settings.target.host = "127.0.0.1";
  settings.target.port = broker.port();
  settings.target.client_id = "plant7-gw";
  settings.answers = Answers::off;
  settings.publishes_per_second = 5000;
  Uplink uplink(settings, {clock, mqtt::paho_sessions(io), source, book}, 3);
  const auto round = [&](std::size_t settled) {
    for (int i = 0; i < 100; ++i) source.add("gw:m" + std::to_string(i), clock.now());
    uplink.wake();
    REQUIRE(run_until(
        io, [&] { return book.settlements.size() == settled; }, 30s));
    std::map<std::string, Kind> outcomes;
    for (std::size_t i = settled - 100; i < settled; ++i)
      outcomes[book.settlements[i].thing] = book.settlements[i].kind;
    return outcomes;
  };
  uplink.start();
  for (const Kind refusal : {Kind::refused, Kind::withheld}) {
    const auto outcomes = round(refusal == Kind::refused ? 100 : 200);
    for (const auto& [thing, kind] : outcomes)
      CHECK(kind == (guilty.contains(thing) ? refusal : Kind::no_verdict));
  }
  CHECK(uplink.snapshot().quarantined == guilty.size());
  CHECK(uplink.snapshot().count.reconnects == 0);

  broker.stop();
  REQUIRE(run_until(io, [&] { return !uplink.snapshot().connected; }));
  broker.allow(all);
  broker.start();
  REQUIRE(run_until(
      io, [&] { return uplink.snapshot().connected; }, 30s));
  uplink.probe_refused();
  for (const auto& [thing, kind] : round(300)) CHECK(kind == Kind::no_verdict);
  CHECK(uplink.snapshot().quarantined == 0);
}
