// The stand-in on a real mosquitto with TLS and client certificates.
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "gateway/base/system_clock.hpp"
#include "gateway/mqtt/mosquitto_session.hpp"
#include "gateway/stand_in/stand_in.hpp"
#include "gateway/wire/topics.hpp"
#include "gateway/wire/verdict.hpp"
#include "tests/support/heard.hpp"
#include "tests/support/mosquitto_broker.hpp"
#include "tests/support/run_until.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using namespace std::chrono_literals;

namespace {

struct Cloud {
  explicit Cloud(OrderedFaults faults = {})
      : broker([this] {
          BrokerSetup setup;
          setup.tls = &pki;
          setup.client_certificate = true;
          return setup;
        }()),
        stand_in({.target = target("stand-in"), .floor = 0s, .faults = faults}, clock, sessions, 1) {
    stand_in.start();
    REQUIRE(run_until(io, [&] { return stand_in.ready(); }));
    device = sessions(target("device"));
    device->connect(heard.callbacks());
    REQUIRE(run_until(io, [&] { return heard.connected.has_value(); }));
    device->subscribe(1,
                      {answer_filters(Format::json)[0], answer_filters(Format::json)[1],
                       answer_filters(Format::cbor)[0], answer_filters(Format::cbor)[1]},
                      1);
    REQUIRE(run_until(io, [&] { return !heard.subscribed.empty(); }));
  }
  mqtt::Target target(const std::string& client_id) const {
    mqtt::Target t;
    t.host = "localhost";
    t.port = broker.port();
    t.client_id = client_id;
    t.tls.emplace();
    t.tls->ca_file = pki.ca();
    t.tls->certificate_file = pki.certificate("client");
    t.tls->private_key_file = pki.key("client");
    return t;
  }
  void report(std::uint64_t id) {
    const std::string json =
        "{\"header\":{\"report_id\":" + std::to_string(id) + ",\"version\":\"1.0\"},\"metrics\":{}}";
    device->publish(++ticket, report_topic("gw:m1", Format::json), json, 1, false);
  }
  bool answers(std::size_t wanted) {
    return run_until(io, [&] { return heard.messages.size() >= wanted; });
  }
  Verdict verdict(std::size_t i) const {
    auto v =
        parse_verdict(parse_answer_topic(heard.messages[i].topic).value().format, heard.messages[i].payload);
    REQUIRE(v);
    return *v;
  }

  boost::asio::io_context io;
  SystemClock clock{io};
  mqtt::SessionFactory sessions = mqtt::mosquitto_sessions(io);
  TestPki pki;
  MosquittoBroker broker;
  StandIn stand_in;
  Heard heard;
  mqtt::Ticket ticket = 10;
  std::unique_ptr<mqtt::Session> device;
};

}  // namespace

TEST_CASE("over a real broker a JSON and a CBOR report are answered in their own formats") {
  Cloud cloud;
  cloud.report(5);
  REQUIRE(cloud.answers(1));
  CHECK(cloud.heard.messages[0].topic == "$aws/things/gw:m1/defender/metrics/json/accepted");
  CHECK(cloud.verdict(0).id == ReportId{5});

  const std::string cbor(
      "\xA2\x63hed\xA2\x63rid\x06\x61v\x63"
      "1.0\x63met\xA0",
      22);
  cloud.device->publish(2, report_topic("gw:m1", Format::cbor), cbor, 1, false);
  REQUIRE(cloud.answers(2));
  CHECK(cloud.heard.messages[1].topic == "$aws/things/gw:m1/defender/metrics/cbor/accepted");
  CHECK(cloud.verdict(1).id == ReportId{6});

  cloud.device->publish(3, report_topic("gw:m1", Format::cbor), "\xFF", 1, false);
  REQUIRE(cloud.answers(3));
  CHECK(cloud.verdict(2).code == "InvalidPayload");
}

TEST_CASE("over a real broker the ordered faults happen") {
  Cloud cloud({.reject_every = 2, .silent_every = 3, .delay = 50ms, .no_report_id = true});
  for (std::uint64_t id = 1; id <= 6; ++id) cloud.report(id);
  const auto began = cloud.clock.now();
  REQUIRE(cloud.answers(5));  // 1 accepted, 2 rejected, 3 silent, 4 rejected, 5 accepted, 6 rejected
  CHECK(cloud.clock.now() - began >= 50ms);
  int rejected = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    const Verdict v = cloud.verdict(i);
    CHECK_FALSE(v.id);
    rejected += v.accepted ? 0 : 1;
  }
  CHECK(rejected == 3);
  CHECK(cloud.stand_in.total().faults == 4);
}

TEST_CASE("the stand-in comes back after its broker was killed and started again") {
  Cloud cloud;
  cloud.broker.stop();
  REQUIRE(run_until(cloud.io, [&] { return !cloud.stand_in.ready(); }));
  cloud.broker.start();
  REQUIRE(run_until(
      cloud.io, [&] { return cloud.stand_in.ready(); }, 30s));
}
