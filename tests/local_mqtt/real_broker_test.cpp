#include <catch2/catch.hpp>

#include "adapters/local_mqtt/local_mqtt_link.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/mqtt/mosquitto_session.hpp"
#include "tests/local_mqtt/recording_sink.hpp"
#include "tests/support/heard.hpp"
#include "tests/support/mosquitto_broker.hpp"
#include "tests/support/run_until.hpp"

using namespace gatewarden;
using namespace gatewarden::local_mqtt;
using namespace gatewarden::local_mqtt::test;
using gatewarden::test::BrokerSetup;
using gatewarden::test::Heard;
using gatewarden::test::MosquittoBroker;
using gatewarden::test::run_until;
using gatewarden::test::TemporaryFolder;
using gatewarden::test::TestPki;

namespace {

struct Site {
  explicit Site(MosquittoBroker& its_broker) : broker(its_broker) {
    log::set_level(log::Level::off);
    settings.broker = {"127.0.0.1", broker.port(), false};
  }
  void serve(std::vector<Assignment> children) {
    link = std::make_unique<LocalMqttLink>("site", settings, Surroundings{sink, clock, sessions, nullptr, 7});
    link->assign(std::move(children));
    link->start();
  }
  bool connected() {
    return run_until(io, [&] { return link->snapshot().state == LinkState::connected && !still_asking(); });
  }
  // Subscriptions are answered in order, so a publisher's round trip comes after them; see publish().
  bool still_asking() const { return link->snapshot().counters.at("subscriptions") == 0; }

  // Over its own connection; acknowledged before it returns.
  bool publish(const std::string& topic, const std::string& payload, bool retain = false) {
    mqtt::Target target;
    target.host = settings.broker.host;
    target.port = settings.broker.port;
    if (settings.broker.tls) target.tls = Tls{settings.ca, "", "", {}, true, nullptr};
    target.username = settings.username;
    target.password = Secret(settings.username.empty() ? "" : "right");
    target.client_id = "device";
    Heard heard;
    const auto device = sessions(target);
    device->connect(heard.callbacks());
    if (!run_until(io, [&] { return heard.connected.has_value(); })) return false;
    device->publish(1, topic, payload, 1, retain);
    return run_until(io, [&] { return heard.published.count(1) > 0; });
  }
  bool arrives(std::uint32_t point) {
    return run_until(io, [&] { return sink.has(point); });
  }

  MosquittoBroker& broker;
  boost::asio::io_context io;
  SystemClock clock{io};
  mqtt::SessionFactory sessions = mqtt::mosquitto_sessions(io);
  RecordingSink sink;
  Settings settings;
  std::unique_ptr<LocalMqttLink> link;
};

std::shared_ptr<const AdapterProfile> temperature() { return profile({{"temp", "/temp"}}); }

// Publishes until one arrives: then the subscription is in force.
bool eventually_arrives(Site& site, const std::string& topic, std::uint32_t point) {
  for (int attempt = 0; attempt < 50 && !site.sink.has(point); ++attempt) {
    if (!site.publish(topic, R"({"temp":21.5})")) return false;
    run_until(
        site.io, [&] { return site.sink.has(point); }, std::chrono::milliseconds(200));
  }
  return site.sink.has(point);
}

}  // namespace

TEST_CASE("a payload published to a real broker settles at its point") {
  MosquittoBroker broker;
  Site site(broker);
  SECTION("with MQTT 3.1.1") { site.settings.version = mqtt::Version::v311; }
  SECTION("with MQTT 5") { site.settings.version = mqtt::Version::v5; }
  site.serve({child(0, 10, "sensors/a", temperature())});
  REQUIRE(site.connected());
  REQUIRE(eventually_arrives(site, "sensors/a", 10));
  CHECK(site.sink.number(10) == 21.5);
}

TEST_CASE("a wildcard serves many children of a real broker, and hostile payloads hurt only their own") {
  MosquittoBroker broker;
  Site site(broker);
  std::vector<Assignment> children;
  for (std::uint32_t i = 0; i < 20; ++i) {
    children.push_back(child(i, i * 10, "sensors/" + std::to_string(i) + "/t", temperature()));
  }
  site.serve(std::move(children));
  REQUIRE(site.connected());
  CHECK(site.link->snapshot().counters.at("subscriptions") == 1);
  REQUIRE(eventually_arrives(site, "sensors/0/t", 0));
  REQUIRE(site.publish("sensors/1/t", std::string(300 * 1024, '{')));
  REQUIRE(site.publish("sensors/1/t", std::string(10'000, '[') + std::string(10'000, ']')));
  REQUIRE(site.publish("sensors/1/t", "\xff\xfe"));
  REQUIRE(site.publish("sensors/nobody/t", R"({"temp":1})"));
  REQUIRE(site.publish("sensors/2/t", R"({"temp":7})"));
  REQUIRE(site.arrives(20));
  CHECK(site.sink.number(20) == 7);
  CHECK_FALSE(site.sink.has(10));
  CHECK(site.link->device(DeviceId{1}).errors == 3);
  CHECK(site.link->device(DeviceId{2}).errors == 0);
  CHECK(site.link->snapshot().unknown == 1);
  CHECK(site.link->snapshot().last_unknown == "sensors/nobody/t");
}

TEST_CASE("a broker that comes back is subscribed again") {
  MosquittoBroker broker;
  Site site(broker);
  site.serve({child(0, 10, "sensors/a", temperature()), child(1, 20, "sensors/b", temperature())});
  REQUIRE(eventually_arrives(site, "sensors/a", 10));
  broker.stop();
  REQUIRE(run_until(site.io, [&] { return site.link->snapshot().state == LinkState::waiting; }));
  CHECK_FALSE(site.link->snapshot().why.empty());
  broker.start();
  REQUIRE(site.connected());
  REQUIRE(eventually_arrives(site, "sensors/b", 20));
  CHECK(site.link->snapshot().counters.at("losses") == 1);
  CHECK(site.link->snapshot().counters.at("connects") == 2);
}

TEST_CASE("a link over TLS takes only a broker it can verify") {
  TestPki pki;
  BrokerSetup setup;
  setup.tls = &pki;
  MosquittoBroker broker(setup);
  Site site(broker);
  site.settings.broker.tls = true;
  SECTION("one of the trusted authority") {
    site.settings.ca = pki.ca();
    site.serve({child(0, 10, "sensors/a", temperature())});
    REQUIRE(site.connected());
    CHECK(eventually_arrives(site, "sensors/a", 10));
  }
  SECTION("not one of a stranger's") {
    site.settings.ca = pki.strangers_ca();
    site.serve({child(0, 10, "sensors/a", temperature())});
    REQUIRE(run_until(site.io, [&] { return site.link->snapshot().state == LinkState::waiting; }));
    INFO(site.link->snapshot().why);
    CHECK(site.link->snapshot().why.find("certificate") != std::string::npos);
  }
}

TEST_CASE("a wrong password is named without being shown, and a corrected file is taken up") {
  TemporaryFolder folder;
  BrokerSetup setup;
  setup.users = {{"gw", "right"}};
  MosquittoBroker broker(setup);
  Site site(broker);
  site.settings.username = "gw";
  site.settings.password_file = folder / "password";
  site.serve({child(0, 10, "sensors/a", temperature())});
  const std::string absent = "password_file " + site.settings.password_file + " cannot be read";
  REQUIRE(run_until(site.io, [&] { return site.link->snapshot().why.find(absent) == 0; }));
  folder.write("password", "wrong-secret\r\n");
  REQUIRE(run_until(site.io, [&] { return site.link->snapshot().why.find(absent) != 0; }));
  REQUIRE(run_until(site.io, [&] { return site.link->snapshot().state == LinkState::waiting; }));
  const std::string why = site.link->snapshot().why;
  INFO(why);
  CHECK(why.find("refused") != std::string::npos);
  CHECK(why.find("wrong-secret") == std::string::npos);
  folder.write("password", "right\n");
  REQUIRE(site.connected());
  CHECK(eventually_arrives(site, "sensors/a", 10));
}

TEST_CASE("retained payloads, whose age nobody knows, are left alone unless asked for") {
  MosquittoBroker broker;
  Site site(broker);
  REQUIRE(site.publish("sensors/a", R"({"temp":5})", true));
  SECTION("left alone") {
    site.serve({child(0, 10, "sensors/a", temperature())});
    REQUIRE(run_until(site.io, [&] { return site.link->snapshot().counters.at("retained_ignored") == 1; }));
    CHECK_FALSE(site.sink.has(10));
    CHECK(site.link->device(DeviceId{0}).state == DeviceState::never_seen);
  }
  SECTION("taken, but no sign of life") {
    site.settings.retained = true;
    site.serve({child(0, 10, "sensors/a", temperature())});
    REQUIRE(site.arrives(10));
    CHECK(site.sink.number(10) == 5);
    CHECK(site.sink.signs_of_life.empty());
    CHECK(site.link->device(DeviceId{0}).state == DeviceState::never_seen);
  }
}

TEST_CASE("what a reload no longer names is no longer sent by the broker") {
  MosquittoBroker broker;
  Site site(broker);
  site.serve({child(0, 10, "sensors/a", temperature()), child(1, 20, "sensors/b", temperature())});
  REQUIRE(eventually_arrives(site, "sensors/b", 20));
  site.link->assign({child(0, 10, "sensors/a", temperature()), child(2, 30, "sensors/c", temperature())});
  REQUIRE(eventually_arrives(site, "sensors/c", 30));
  const auto payloads = site.link->snapshot().counters.at("payloads");
  REQUIRE(site.publish("sensors/b", R"({"temp":1})"));
  REQUIRE(site.publish("sensors/a", R"({"temp":2})"));
  REQUIRE(site.arrives(10));
  CHECK(site.link->snapshot().counters.at("payloads") == payloads + 1);
  CHECK(site.link->snapshot().unknown == 0);
}
