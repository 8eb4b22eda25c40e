#include "adapters/local_mqtt/local_mqtt_link.hpp"

#include <catch2/catch.hpp>

#include "adapters/local_mqtt/local_mqtt_protocol.hpp"
#include "gateway/base/log.hpp"
#include "tests/local_mqtt/recording_sink.hpp"
#include "tests/local_mqtt/scripted_directory.hpp"
#include "tests/support/log_capture.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/scripted_session.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::local_mqtt;
using namespace gatewarden::local_mqtt::test;
using namespace std::chrono_literals;

namespace {

// Forwards to a scripted session and records unsubscribed filters.
struct Unsubscribing final : mqtt::Session {
  Unsubscribing(std::unique_ptr<mqtt::Session> to, std::vector<std::string>& all)
      : inner(std::move(to)), gone(all) {}
  void connect(mqtt::Callbacks c) override { inner->connect(std::move(c)); }
  void publish(mqtt::Ticket t, std::string_view topic, std::string_view p, int q, bool r) override {
    inner->publish(t, topic, p, q, r);
  }
  void subscribe(mqtt::Ticket t, const std::vector<std::string>& f, int q) override {
    inner->subscribe(t, f, q);
  }
  void unsubscribe(const std::vector<std::string>& f) override {
    gone.insert(gone.end(), f.begin(), f.end());
  }
  void close() override { inner->close(); }
  std::unique_ptr<mqtt::Session> inner;
  std::vector<std::string>& gone;
};

struct Site {
  explicit Site(Settings its_settings = {}, bool learning = false) : settings(std::move(its_settings)) {
    log::set_level(log::Level::off);
    if (settings.broker.host.empty()) settings.broker.host = "127.0.0.1";
    const auto scripted = broker.factory();
    link = std::make_unique<LocalMqttLink>(
        "site", settings,
        Surroundings{sink, clock,
                     [this, scripted](const mqtt::Target& target) -> std::unique_ptr<mqtt::Session> {
                       return std::make_unique<Unsubscribing>(scripted(target), unsubscribed);
                     },
                     learning ? &directory : nullptr, 7});
  }
  void serve(std::vector<Assignment> children) {
    link->assign(std::move(children));
    link->start();
    broker.connect();
    broker.answer_subscriptions();
  }
  std::vector<std::string> filters() const {
    std::vector<std::string> all;
    for (const auto& request : broker.subscribed)
      all.insert(all.end(), request.filters.begin(), request.filters.end());
    return all;
  }

  Settings settings;
  ManualClock clock;
  RecordingSink sink;
  ScriptedDirectory directory;
  gatewarden::test::ScriptedBroker broker;
  std::vector<std::string> unsubscribed;
  std::unique_ptr<LocalMqttLink> link;
};

const auto kTemp = [](Duration every = Duration{}) { return profile({{"temp", "/temp"}}, every); };

}  // namespace

TEST_CASE("what a listed device publishes settles at its points") {
  Site site;
  site.serve({child(0, 10, "sensors/a", kTemp()), child(1, 20, "sensors/b", kTemp())});
  CHECK(site.filters() == std::vector<std::string>{"sensors/a", "sensors/b"});
  site.broker.deliver("sensors/b", R"({"temp":21.5})");
  CHECK(site.sink.number(20) == 21.5);
  CHECK_FALSE(site.sink.has(10));
  CHECK(site.sink.signs_of_life[1] == 1);
  CHECK(site.link->device(DeviceId{1}).state == DeviceState::online);
  CHECK(site.link->device(DeviceId{1}).samples == 1);
  CHECK(site.link->device(DeviceId{1}).origin == "site sensors/b");
  CHECK(site.link->device(DeviceId{0}).state == DeviceState::never_seen);
  CHECK(site.link->device(DeviceId{77}).state == DeviceState::never_seen);
  CHECK(site.link->snapshot().state == LinkState::connected);
  CHECK(site.link->snapshot().samples == 1);
}

TEST_CASE("garbage is counted on its device and costs the others nothing") {
  Site site;
  site.serve({child(0, 10, "sensors/a", kTemp()), child(1, 20, "sensors/b", kTemp())});
  for (const std::string& garbage :
       {std::string("not json"), std::string(10'000, '[') + std::string(10'000, ']'),
        std::string(300 * 1024, 'x'), std::string("{\"temp\":{}}"), std::string("{\"temp\":1"),
        std::string("{\"temp\":1}{"), std::string("{\"temp\":1,\"temp\":2}")}) {
    site.broker.deliver("sensors/a", garbage);
    site.broker.deliver("sensors/b", R"({"temp":1})");
  }
  const DeviceSnapshot bad = site.link->device(DeviceId{0});
  CHECK(bad.state == DeviceState::degraded);
  CHECK(bad.errors == 7);
  CHECK(bad.samples == 0);
  CHECK(bad.counters.at("not_json") == 3);
  CHECK(bad.counters.at("too_deep") == 1);
  CHECK(bad.counters.at("too_large") == 1);
  CHECK(bad.counters.at("wrong_type") == 1);
  CHECK(bad.counters.at("duplicate_key") == 1);
  CHECK(bad.why == "/temp stands in it twice");
  CHECK(site.sink.signs_of_life[0] == 7);
  const DeviceSnapshot good = site.link->device(DeviceId{1});
  CHECK(good.state == DeviceState::online);
  CHECK(good.errors == 0);
  CHECK(good.samples == 7);
  CHECK(site.link->snapshot().errors == 7);
}

TEST_CASE("a device that mends its ways is online again, its errors stay counted") {
  Site site;
  site.serve({child(0, 10, "sensors/a", kTemp())});
  site.broker.deliver("sensors/a", "oops");
  CHECK(site.link->device(DeviceId{0}).state == DeviceState::degraded);
  site.broker.deliver("sensors/a", R"({"temp":1})");
  CHECK(site.link->device(DeviceId{0}).state == DeviceState::online);
  CHECK(site.link->device(DeviceId{0}).why.empty());
  CHECK(site.link->device(DeviceId{0}).errors == 1);
}

TEST_CASE("a device that is silent for more than three periods is offline") {
  Site site;
  site.serve({child(0, 10, "sensors/a", kTemp(10s)), child(1, 20, "sensors/b", kTemp())});
  site.broker.deliver("sensors/a", R"({"temp":1})");
  site.broker.deliver("sensors/b", R"({"temp":1})");
  site.clock.advance(30s);
  CHECK(site.link->device(DeviceId{0}).state == DeviceState::online);
  site.clock.advance(1s);
  CHECK(site.link->device(DeviceId{0}).why == "silent for 31 s");
  CHECK(site.link->device(DeviceId{0}).state == DeviceState::offline);
  CHECK(site.link->device(DeviceId{1}).state == DeviceState::online);
}

TEST_CASE("several children may share a topic") {
  Site site;
  site.serve({child(0, 10, "site/all", profile({{"a", "/a"}})),
              child(1, 20, "site/all", profile({{"b", "/b"}})),
              child(2, 30, "site/all", profile({{"c", "/c"}}))});
  site.broker.deliver("site/all", R"({"a":1,"b":2,"c":3})");
  CHECK(site.sink.number(10) == 1);
  CHECK(site.sink.number(20) == 2);
  CHECK(site.sink.number(30) == 3);
  CHECK(site.filters().size() == 1);
}

TEST_CASE("a lost broker is tried again with growing pauses and subscribed again") {
  Site site;
  site.serve({child(0, 10, "sensors/a", kTemp())});
  Duration longest{};
  for (int loss = 0; loss < 12; ++loss) {
    site.broker.lose("connection reset");
    CHECK(site.link->snapshot().state == LinkState::waiting);
    CHECK(site.link->snapshot().why == "connection reset");
    const SteadyTime since = site.clock.now();
    const std::size_t sessions = site.broker.targets.size();
    while (site.broker.targets.size() == sessions) site.clock.advance(50ms);
    longest = std::max(longest, site.clock.now() - since);
  }
  CHECK(longest > 2s);
  CHECK(longest <= 31s);
  site.broker.connect();
  CHECK(site.broker.waiting_subscriptions.size() == 1);
  site.broker.deliver("sensors/a", R"({"temp":5})");
  CHECK(site.sink.number(10) == 5);
  CHECK(site.link->snapshot().why.empty());
}

TEST_CASE("a connection that held is followed by a short pause again") {
  Site site;
  site.serve({child(0, 10, "sensors/a", kTemp())});
  for (int loss = 0; loss < 8; ++loss) {
    site.broker.lose();
    site.clock.advance(31s);
  }
  site.broker.connect();
  site.clock.advance(60s);
  site.broker.lose();
  site.clock.advance(1s);
  CHECK(site.link->snapshot().state == LinkState::connecting);
}

TEST_CASE("a stopped link takes nothing in and does not come back") {
  Site site;
  site.serve({child(0, 10, "sensors/a", kTemp())});
  site.link->stop();
  CHECK_FALSE(site.broker.has_session());
  site.clock.advance(1h);
  CHECK(site.broker.targets.size() == 1);
  CHECK(site.link->snapshot().state == LinkState::stopped);
}

TEST_CASE("a reload touches only what changed") {
  Site site;
  site.serve({child(0, 10, "sensors/a", kTemp()), child(1, 20, "sensors/b", kTemp())});
  site.broker.deliver("sensors/a", R"({"temp":1})");
  site.broker.deliver("sensors/b", "garbage");
  const std::size_t requests = site.broker.subscribed.size();
  site.link->assign({child(2, 30, "sensors/c", kTemp()), child(0, 10, "sensors/a", kTemp())});
  REQUIRE(site.broker.subscribed.size() == requests + 1);
  CHECK(site.broker.subscribed.back().filters == std::vector<std::string>{"sensors/c"});
  CHECK(site.unsubscribed == std::vector<std::string>{"sensors/b"});
  CHECK(site.link->device(DeviceId{0}).samples == 1);
  CHECK(site.link->device(DeviceId{1}).state == DeviceState::never_seen);
  site.broker.deliver("sensors/b", R"({"temp":9})");
  CHECK_FALSE(site.sink.has(20));
  CHECK(site.link->snapshot().unknown == 1);
  site.link->assign({child(0, 10, "sensors/a", profile({{"hum", "/hum"}}))});
  site.broker.deliver("sensors/a", R"({"temp":1,"hum":44})");
  CHECK(site.sink.number(10) == 44);
}

TEST_CASE("during a reload a child is heard at its new place at once, and keeps what is known of it") {
  Site site;
  site.serve({child(0, 10, "sensors/a", kTemp()), child(1, 20, "sensors/b", kTemp())});
  site.link->release(DeviceId{0});
  site.broker.deliver("sensors/a", R"({"temp":1})");
  CHECK_FALSE(site.sink.has(10));
  const std::vector<Assignment> listed{child(0, 30, "sensors/a", profile({{"hum", "/hum"}})),
                                       child(1, 20, "sensors/b", kTemp())};
  for (const Assignment& each : listed) site.link->serve(each);
  site.broker.deliver("sensors/a", R"({"temp":1,"hum":44})");
  CHECK(site.sink.number(30) == 44);
  CHECK_FALSE(site.sink.has(10));
  site.broker.deliver("sensors/b", R"({"temp":7})");
  CHECK(site.sink.number(20) == 7);
  site.link->assign(listed);
  CHECK(site.link->device(DeviceId{0}).samples == 1);
  CHECK(site.link->device(DeviceId{1}).samples == 1);
  CHECK(site.link->snapshot().devices == 2);
}

TEST_CASE("a child that stays at its place during a reload keeps its health when it is served again") {
  Site site;
  site.serve({child(0, 10, "sensors/a", kTemp())});
  site.broker.deliver("sensors/a", R"({"temp":1})");
  site.link->serve(child(0, 10, "sensors/a", kTemp()));
  CHECK(site.link->device(DeviceId{0}).samples == 1);
  CHECK(site.link->snapshot().devices == 1);
}

TEST_CASE("subscriptions that were made with the fleet are taken, for one list of children") {
  Site site;
  config::Link listed;
  listed.settings = Settings{};
  config::Child elsewhere{ThingName::parse("gw:b").value()};
  elsewhere.address = Address{"sensors/b"};
  site.link->prepare(protocol().prepare(listed, {&elsewhere}));
  site.serve({child(0, 10, "sensors/a", kTemp())});
  CHECK(site.filters() == std::vector<std::string>{"sensors/b"});
  site.link->assign({child(0, 10, "sensors/a", kTemp())});
  CHECK(site.filters() == std::vector<std::string>{"sensors/b", "sensors/a"});
}

TEST_CASE("devices nobody listed are counted, with one example") {
  Site site;
  std::vector<Assignment> children;
  for (std::uint32_t i = 0; i < 10; ++i)
    children.push_back(child(i, i, "sensors/" + std::to_string(i) + "/t", kTemp()));
  site.serve(std::move(children));
  CHECK(site.filters() == std::vector<std::string>{"sensors/+/t"});
  for (int i = 0; i < 1000; ++i) site.broker.deliver("sensors/stranger" + std::to_string(i) + "/t", "{}");
  CHECK(site.link->snapshot().unknown == 1000);
  CHECK(site.link->snapshot().last_unknown == "sensors/stranger999/t");
  CHECK(site.sink.samples() == 0);
}

TEST_CASE("devices nobody listed are learned where the directory lets them in") {
  Settings settings;
  settings.topics = {"sensors/{id}/telemetry"};
  Site site(settings, true);
  site.directory.of = kTemp();
  site.directory.allowed = 1;
  site.serve({});
  CHECK(site.filters() == std::vector<std::string>{"sensors/+/telemetry"});
  site.broker.deliver("sensors/press-7/telemetry", R"({"temp":3})");
  CHECK(site.directory.asked == std::vector<std::string>{"site press-7"});
  CHECK(site.sink.number(500) == 3);
  site.broker.deliver("sensors/press-7/telemetry", R"({"temp":4})");
  CHECK(site.directory.asked.size() == 1);
  CHECK(site.sink.number(500) == 4);
  site.broker.deliver("sensors/press-8/telemetry", R"({"temp":3})");
  CHECK(site.directory.asked.size() == 2);
  CHECK(site.link->snapshot().unknown == 1);
  CHECK(site.link->device(DeviceId{100}).origin == "site sensors/press-7/telemetry");

  SECTION("and keep their topic over a reload that names them without one") {
    Assignment again = child(100, 500, "", site.directory.of);
    again.address.reset();
    site.link->assign({again});
    site.broker.deliver("sensors/press-7/telemetry", R"({"temp":6})");
    CHECK(site.sink.number(500) == 6);
    CHECK(site.directory.asked.size() == 2);
  }
}

TEST_CASE("a broker that refuses the wildcard is asked for each topic") {
  Site site;
  std::vector<Assignment> children;
  for (std::uint32_t i = 0; i < 8; ++i)
    children.push_back(child(i, i, "s/" + std::to_string(i) + "/t", kTemp()));
  site.link->assign(std::move(children));
  site.link->start();
  site.broker.connect();
  const auto asked = site.broker.waiting_subscriptions.front();
  REQUIRE(asked.filters == std::vector<std::string>{"s/+/t"});
  const auto before = site.broker.subscribed.size();
  // Only the wildcard is refused.
  site.broker.waiting_subscriptions.resize(1);
  site.broker.answer_subscriptions(static_cast<std::uint8_t>(0x87));
  CHECK(site.broker.subscribed.size() == before + 1);
  CHECK(site.broker.subscribed.back().filters.size() == 8);
  CHECK(site.link->snapshot().counters.at("subscriptions_refused") >= 1);
  CHECK_FALSE(site.link->snapshot().why.empty());
}

TEST_CASE("ten thousand exact topics are asked for in bounded requests") {
  Site site;
  std::vector<Assignment> children;
  for (std::uint32_t i = 0; i < 1000; ++i) children.push_back(child(i, i, "x" + std::to_string(i), kTemp()));
  site.link->assign(std::move(children));
  site.link->start();
  site.broker.connect();
  CHECK(site.broker.subscribed.size() == 10);
  for (const auto& request : site.broker.subscribed) CHECK(request.filters.size() == 100);
}

TEST_CASE("a broker that refuses a thousand topics at each connection, and hangs up, fills no log") {
  Site site;
  std::vector<Assignment> children;
  for (std::uint32_t i = 0; i < 1000; ++i) children.push_back(child(i, i, "x" + std::to_string(i), kTemp()));
  site.link->assign(std::move(children));
  const gatewarden::test::LogCapture log;
  site.link->start();
  for (int connection = 0; connection < 20; ++connection) {
    site.broker.connect();
    site.broker.answer_subscriptions(static_cast<std::uint8_t>(0x87));
    const std::size_t sessions = site.broker.targets.size();
    site.broker.lose("closed");
    while (site.broker.targets.size() == sessions) site.clock.advance(50ms);
  }
  log::set_level(log::Level::off);
  const std::size_t lines =
      log.count("subscription_refused") + log.count("link_connected") + log.count("link_lost");
  CHECK(lines >= 200);
  CHECK(lines < 400);
  CHECK(site.link->snapshot().counters.at("subscriptions_refused") == 20'000);
}

TEST_CASE("an emptied topic is no sign of life") {
  Site site;
  site.serve({child(0, 10, "sensors/a", kTemp())});
  site.broker.deliver("sensors/a", "");
  CHECK(site.sink.signs_of_life.empty());
  CHECK(site.link->snapshot().counters.at("empty") == 1);
  CHECK(site.link->snapshot().errors == 0);
}

TEST_CASE("the connection is made as the fleet file says") {
  Settings settings;
  settings.broker = {"broker.example", 8883, true};
  settings.username = "gw";
  settings.password_file = "/run/secrets/site";
  settings.ca = "/ca.pem";
  settings.version = mqtt::Version::v5;
  Site site(settings);
  site.link->start();
  const mqtt::Target target = site.broker.targets.at(0);
  CHECK(target.host == "broker.example");
  CHECK(target.port == 8883);
  REQUIRE(target.tls);
  CHECK(target.tls->ca_file == "/ca.pem");
  CHECK(target.tls->verify_host);
  CHECK(target.password_file == "/run/secrets/site");
  CHECK(target.version == mqtt::Version::v5);
  CHECK(target.client_id.rfind("gatewarden-site-", 0) == 0);
  CHECK(site.link->snapshot().endpoint == "mqtts://broker.example:8883");
  site.broker.lose();
  site.clock.advance(2s);
  CHECK(site.broker.targets.back().client_id == target.client_id);
}

TEST_CASE("a link with a thousand children still knows each by its id") {
  Site site;
  std::vector<Assignment> children;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    children.push_back(child(5000 - i, i, "sensors/" + std::to_string(i) + "/t", kTemp()));
  }
  site.serve(std::move(children));
  for (std::uint32_t i = 0; i < 1000; ++i) {
    CHECK(site.link->device(DeviceId{5000 - i}).origin == "site sensors/" + std::to_string(i) + "/t");
  }
}
