// Copies on the user's topics: bounded, after the reports, counted apart.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/uplink/uplink_rig.hpp"

namespace gatewarden::test {
using Kind = Outcome::Kind;

namespace {

Report report_of(std::uint64_t id) {
  Report report;
  report.id = ReportId{id};
  report.bytes_in = 7;
  return report;
}

UplinkSettings mirrored(std::vector<Mirror> mirrors) {
  UplinkSettings settings;
  settings.gateway = "gw";
  settings.mirrors = std::move(mirrors);
  return settings;
}

std::vector<std::string> topics(const UplinkRig& rig) {
  std::vector<std::string> all;
  for (const Published& p : rig.broker.published) all.push_back(p.topic);
  return all;
}

}  // namespace

TEST_CASE("a report waits once for each mirror; the reserved topic stays its own") {
  const auto settings = mirrored({{"m/{thing}"}, {"all"}});
  ManualClock clock;
  Mirrors mirrors(settings, clock);
  mirrors.closed({DeviceId{1}, "m1", report_of(1)});
  REQUIRE(mirrors.waiting().size() == 2);
  CHECK(mirrors.waiting().take().topic == "m/m1");
  CHECK(mirrors.waiting().take().topic == "all");
  CHECK(mirrors.report_topic("m1", Format::json) == "$aws/things/m1/defender/metrics/json");
  Publication report{DeviceId{1}, "m1", ReportId{1}, Format::json, "{}"};
  mirrors.frame_report(report);
  CHECK(report.bytes == "{}");
}

TEST_CASE(
    "without the reserved topics the first mirror is where reports go, and only the others get copies") {
  auto settings = mirrored({{"m/{thing}"}, {"all"}});
  settings.defender = false;
  ManualClock clock;
  Mirrors mirrors(settings, clock);
  mirrors.closed({DeviceId{1}, "m1", report_of(1)});
  REQUIRE(mirrors.waiting().size() == 1);
  CHECK(mirrors.waiting().take().topic == "all");
  CHECK(mirrors.report_topic("m1", Format::json) == "m/m1");
  Publication report{DeviceId{1}, "m1", ReportId{1}, Format::json, "{}"};
  mirrors.frame_report(report);
  CHECK(nlohmann::json::parse(report.bytes)["report"] == nlohmann::json::object());
}

TEST_CASE("a report that fits the room told to its source leaves, whatever the name, record and topic are") {
  const Format format = GENERATE(Format::json, Format::cbor);
  const std::string topic = GENERATE("m", "{thing}", "m/{thing}", "$aws/rules/{thing}/{thing}/{gateway}");
  const bool record = GENERATE(true, false);
  const std::string thing(GENERATE(1U, 23U, 24U, 60U), 't');
  CAPTURE(format, topic, record, thing.size());
  auto settings = mirrored({{topic, format, KeyNames::long_names, record}});
  settings.defender = false;
  settings.formats = {format};
  UplinkRig rig(settings);
  rig.source.format = format;
  mqtt::ConnAck ack;
  ack.maximum_packet_size = 1000;
  rig.connect(ack);
  const std::size_t most = rig.source.room.of_thing(thing.size());
  rig.source.add(thing, {}, std::string(most, 'x'));
  rig.source.add(thing, {}, std::string(most + 1, 'x'));
  rig.uplink->wake();
  rig.clock.advance(1s);
  CHECK(rig.broker.published.size() == 1);
  REQUIRE(rig.book.settlements.size() == 1);
  CHECK(rig.last().code == "too-large");
  CHECK(rig.last().id == rig.source.pulled.back().id);
}

TEST_CASE("a thing whose name makes a mirror's topic too long has no topic there, and no copy") {
  auto settings = mirrored({{std::string(250, 'm') + "/{thing}"}});
  ManualClock clock;
  Mirrors mirrors(settings, clock);
  mirrors.closed({DeviceId{1}, std::string(100, 't'), report_of(1)});
  CHECK(mirrors.waiting().empty());
  settings.defender = false;
  CHECK(mirrors.report_topic(std::string(100, 't'), Format::json).empty());
  CHECK(mirrors.report_topic("t", Format::json) == settings.mirrors[0].topic.substr(0, 251) + "t");
}

TEST_CASE(
    "a copy of each report goes to every mirror, in its own format, with who, where and when around it") {
  UplinkRig rig(mirrored({{"$aws/rules/reports/{gateway}/{thing}", Format::cbor},
                          {"site/reports", Format::json, KeyNames::short_names, false}}));
  rig.connect();
  rig.uplink->mirrors().closed({DeviceId{1}, "gw:m1", report_of(1001)});
  rig.source.add("gw:m1");
  rig.uplink->wake();
  rig.clock.advance(1s);
  REQUIRE(topics(rig) == std::vector<std::string>{"$aws/things/gw:m1/defender/metrics/json",
                                                  "$aws/rules/reports/gw/gw:m1", "site/reports"});
  const auto record = nlohmann::json::from_cbor(rig.broker.published[1].payload);
  CHECK(record["thing"] == "gw:m1");
  CHECK(record["gateway"] == "gw");
  CHECK(record["at"].is_number_integer());
  CHECK(record["report"]["header"]["report_id"] == 1001);
  const auto bare = nlohmann::json::parse(rig.broker.published[2].payload);
  CHECK(bare["hed"]["rid"] == 1001);
  rig.broker.acknowledge_all();
  CHECK(rig.uplink->snapshot().count.copies == 2);
  CHECK(rig.book.settlements.empty());  // the report awaits its verdict; copies have no outcome
  rig.answer(rig.source.pulled[0], true);
  CHECK(rig.last().kind == Kind::accepted);
}

TEST_CASE("copies wait until no report is due, and the oldest give way when their room is full") {
  auto settings = mirrored({{"m/{thing}"}});
  settings.publishes_per_second = 10;
  settings.mirror_bytes = 3000;
  UplinkRig rig(std::move(settings));
  rig.connect();
  for (int i = 0; i < 100; ++i) {
    rig.uplink->mirrors().closed({DeviceId{1}, "gw:m" + std::to_string(i), report_of(1)});
    rig.source.add("gw:r" + std::to_string(i));
  }
  rig.uplink->wake();
  while (rig.source.left() > 0) {
    rig.clock.advance(100ms);
    rig.broker.acknowledge_all();
  }
  for (const std::string& topic : topics(rig)) CHECK(topic.rfind("$aws", 0) == 0);
  const auto waiting = rig.uplink->snapshot().waiting_copies;
  CHECK(waiting > 3);
  CHECK(waiting < 20);
  CHECK(rig.uplink->snapshot().count.copies_dropped == 100 - waiting);
  for (int i = 0; i < 100; ++i) {
    rig.clock.advance(100ms);
    rig.broker.acknowledge_all();
  }
  CHECK(topics(rig).back() == "m/gw:m99");
  CHECK(rig.uplink->snapshot().count.copies == waiting);
}

TEST_CASE("copies made during an outage are not sent when they are no longer current") {
  auto settings = mirrored({{"m/{thing}"}});
  settings.resend_for = 60s;
  UplinkRig rig(std::move(settings));
  rig.uplink->start();
  rig.uplink->mirrors().closed({DeviceId{1}, "gw:old", report_of(1)});
  rig.clock.advance(50s);
  rig.uplink->mirrors().closed({DeviceId{1}, "gw:new", report_of(2)});
  rig.clock.advance(20s);
  rig.connect();
  rig.clock.advance(1s);
  CHECK(topics(rig) == std::vector<std::string>{"m/gw:new"});
}

TEST_CASE("a mirror the broker refuses is in quarantine alone") {
  UplinkRig rig(mirrored({{"m/all"}}));
  rig.connect();
  for (int i = 0; i < 3; ++i) {
    rig.uplink->mirrors().closed({DeviceId{1}, "gw:m1", report_of(static_cast<std::uint64_t>(i))});
    rig.source.add("gw:m1", rig.clock.now());
    rig.uplink->wake();
    rig.clock.advance(1s);
    for (const Published& p : rig.broker.published) {
      if (p.open) rig.broker.acknowledge(p.ticket, p.topic == "m/all" ? 0x87 : 0);
    }
    rig.answer(rig.source.pulled.back(), true);
  }
  CHECK(topics(rig).size() == 4);  // three reports, one copy
  CHECK(rig.uplink->snapshot().count.outcomes[Outcome::Kind::accepted] == 3);
  CHECK(rig.uplink->snapshot().count.copies_dropped == 3);
  CHECK_FALSE(rig.uplink->quarantined("gw:m1"));
}

TEST_CASE(
    "without the reserved topic the first mirror carries the report, and a PUBACK is all there is to know") {
  auto settings = mirrored({{"plant/{thing}"}});
  settings.defender = false;
  CHECK_FALSE(wants_copies(settings));
  UplinkRig rig(std::move(settings));
  rig.connect();
  CHECK(rig.broker.waiting_subscriptions.empty());
  rig.source.add("gw:m1", {}, R"({"header":{}})");
  rig.uplink->wake();
  REQUIRE(topics(rig) == std::vector<std::string>{"plant/gw:m1"});
  CHECK(nlohmann::json::parse(rig.broker.published[0].payload)["thing"] == "gw:m1");
  rig.broker.acknowledge_all();
  CHECK(rig.last().kind == Kind::no_verdict);
}

TEST_CASE("a copy that is longer than the connection takes gets shorter lists, with their true totals") {
  const bool record = GENERATE(false, true);
  Mirror mirror{"m/{thing}"};
  mirror.record = record;
  const auto settings = mirrored({mirror});
  ManualClock clock;
  Mirrors mirrors(settings, clock);
  PayloadRoom room;
  room.payload = 1'000;
  mirrors.set_room(room);
  Report report = report_of(1);
  report.tcp_ports.ports.emplace();
  for (std::uint16_t port = 1; port <= 100; ++port) report.tcp_ports.ports->push_back({port, "eth0"});
  report.tcp_ports.total = 100;
  mirrors.closed({DeviceId{1}, "m1", report});
  const std::string bytes = mirrors.waiting().take().publication.bytes;
  CHECK(bytes.size() <= 1'000);
  CHECK(bytes.size() > 600);
  auto document = nlohmann::json::parse(bytes);
  if (record) document = document["report"];
  CHECK(document["metrics"]["listening_tcp_ports"]["total"] == 100);
  CHECK(document["metrics"]["listening_tcp_ports"]["ports"].size() > 10);
}

}  // namespace gatewarden::test
