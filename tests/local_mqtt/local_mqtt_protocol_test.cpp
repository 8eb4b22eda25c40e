#include "adapters/local_mqtt/local_mqtt_protocol.hpp"

#include <catch2/catch.hpp>

#include "adapters/local_mqtt/broker_address.hpp"
#include "adapters/local_mqtt/settings.hpp"
#include "gateway/config/load/load.hpp"

using namespace gatewarden;
using namespace gatewarden::local_mqtt;

namespace {

config::Loaded load(
    const std::string& link, const std::string& from = "{ json: /env/temp }",
    const std::string& child = "thing: \"{id}\", topic: \"sensors/{id}/telemetry\", ids: [p-1, p-2]") {
  const std::string text = "gateway: { thing: gw }\nlinks: { site: { mqtt: " + link +
                           " } }\nprofiles: { press: { metrics: { temperature: { from: " + from +
                           " } } } }\nchildren:\n  - { " + child + ", profile: press, link: site }\n";
  const config::Protocol* const protocols[] = {&protocol()};
  return config::load_text(text, "fleet.yaml", {protocols},
                           config::Environment([](const std::string&) { return std::nullopt; }));
}

// All problems' codes.
std::string codes(const config::Loaded& loaded) {
  std::string all;
  for (const auto& problem : loaded.problems.list()) all += (all.empty() ? "" : " ") + problem.code;
  return all;
}

std::string texts(const config::Loaded& loaded) {
  std::string all;
  for (const auto& p : loaded.problems.list())
    all += p.code + " " + p.path + " " + p.value + " " + p.rule + "\n";
  return all;
}

}  // namespace

TEST_CASE("a broker, a pointer and a topic are read from the fleet file") {
  const auto loaded = load(
      "{ broker: \"mqtts://broker.plant:8884\", username: gw, password_file: /run/pw, ca: /ca.pem, version: "
      "5, qos: 0, keep_alive: 1m, max_payload: 1024, bytes_per_second: 50000, "
      "retained: true, topics: [\"sensors/{id}/telemetry\"] }");
  INFO(texts(loaded));
  REQUIRE(loaded);
  const auto& settings = std::any_cast<const Settings&>(loaded.fleet.links.at(0).settings);
  CHECK(settings.broker.host == "broker.plant");
  CHECK(settings.broker.port == 8884);
  CHECK(settings.broker.tls);
  CHECK(settings.username == "gw");
  CHECK(settings.version == mqtt::Version::v5);
  CHECK(settings.qos == 0);
  CHECK(settings.keep_alive == std::chrono::minutes(1));
  CHECK(settings.max_payload == 1024);
  CHECK(settings.bytes_per_second == 50000);
  CHECK(settings.retained);
  CHECK(settings.topics.size() == 1);
  CHECK(std::any_cast<From>(loaded.fleet.profiles.at(0).from.at(0)).json == "/env/temp");
  REQUIRE(loaded.fleet.children.size() == 2);
  CHECK(std::any_cast<Address>(loaded.fleet.children[1].address).topic == "sensors/p-2/telemetry");
}

TEST_CASE("an empty pointer is the whole payload") {
  const auto loaded = load("{ broker: \"mqtt://localhost\" }", "{ json: \"\" }");
  INFO(texts(loaded));
  REQUIRE(loaded);
  CHECK(std::any_cast<From>(loaded.fleet.profiles.at(0).from.at(0)).json.empty());
}

TEST_CASE("each rule of a broker has its own code") {
  CHECK(codes(load("{ broker: \"tcp://localhost\" }")) == "Q001");
  CHECK(codes(load("{ broker: \"mqtt://localhost:0\" }")) == "Q001");
  CHECK(codes(load("{ broker: \"mqtt://localhost\" }", "{ json: env }")) == "Q002");
  CHECK(codes(load("{ broker: \"mqtt://localhost\" }", "{ json: /a~b }")) == "Q002");
  CHECK(codes(load("{ broker: \"mqtt://localhost\" }", "{ json: /a }",
                   "thing: a, topic: \"sensors/+/telemetry\"")) == "Q003");
  CHECK(codes(load("{ broker: \"mqtt://localhost\", topics: [\"sensors/#\"] }")) == "Q004");
  CHECK(codes(load("{ broker: \"mqtt://10.0.0.7\", username: gw, password_file: /pw }")) == "Q005");
  for (const char* there :
       {"127.attacker.example", "127.0.0.1.attacker.example", "localhost.attacker.example"}) {
    INFO(there);
    CHECK(codes(load("{ broker: \"mqtt://" + std::string(there) +
                     "\", username: gw, password_file: /pw }")) == "Q005");
  }
  CHECK(codes(load("{ broker: \"mqtt://localhost\", ca: /ca.pem }")) == "Q006");
  CHECK(codes(load("{ broker: \"mqtts://localhost\", certificate: /c.pem }")) == "Q007");
  CHECK(codes(load("{ broker: \"mqtts://localhost\", password_file: /pw }")) == "Q008");
}

TEST_CASE("a password may cross this machine in the clear, and any network under TLS") {
  CHECK(load("{ broker: \"mqtt://127.0.0.1\", username: gw, password_file: /pw }"));
  CHECK(load("{ broker: \"mqtt://[::1]:1884\", username: gw, password_file: /pw }"));
  CHECK(load("{ broker: \"mqtts://10.0.0.7\", username: gw, password_file: /pw }"));
}

TEST_CASE("credentials in a broker's address are refused without being shown") {
  const auto loaded = load("{ broker: \"mqtt://gw:hunter2@localhost\" }");
  CHECK(codes(loaded) == "Q001");
  CHECK(texts(loaded).find("hunter2") == std::string::npos);
}

TEST_CASE("every code is listed with its remedy, and only those are used") {
  CHECK(protocol().codes.size() == 8);
  for (const auto& entry : protocol().codes) {
    CHECK(std::string(entry.code).rfind("Q0", 0) == 0);
    CHECK(std::string(entry.remedy).size() > 10);
  }
}

TEST_CASE("plan says what is listened to, check says what is subscribed") {
  const auto loaded =
      load("{ broker: \"mqtt://10.0.0.7\", username: gw }", "{ json: /env/temp }",
           "thing: \"{id}\", topic: \"sensors/{id}/telemetry\", ids: [a, b, c, d, e, f, g, h]");
  INFO(texts(loaded));
  REQUIRE(loaded);
  const auto& fleet = loaded.fleet;
  CHECK(protocol().plan(fleet.links[0], fleet.profiles[0], fleet.children[0]) ==
        std::vector<std::string>{"listens to sensors/a/telemetry", "temperature: /env/temp as number"});
  const auto lines = protocol().summary(fleet, 0, config::children_by_link(fleet)[0]);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == "subscribes sensors/+/telemetry");
  CHECK(lines[1].rfind("note: ", 0) == 0);
}

TEST_CASE("check names the whole path of the key that learning lacks, and the place of a child") {
  const auto loaded =
      load("{ broker: \"mqtt://localhost\" }, unknown: { learn: { profile: press, thing: \"x:{id}\" } }");
  INFO(texts(loaded));
  REQUIRE(loaded);
  CHECK(protocol().summary(loaded.fleet, 0, config::children_by_link(loaded.fleet)[0]).back() ==
        "note: new devices are heard on the topics above only; name their pattern to learn them: "
        "links.site.mqtt.topics: [\"sensors/{id}/telemetry\"]");
  CHECK(protocol().place(loaded.fleet.children[1].address) == "topic sensors/p-2/telemetry");
}

TEST_CASE("what may be a token in a broker's address is not shown as a user's name") {
  const auto said = [](const char* broker) {
    return texts(load("{ broker: \"" + std::string(broker) + "\" }"));
  };
  for (const char* broker :
       {"mqtt://TOKEN@host", "mqtts://TOKEN:@host", "mqtt://:TOKEN@host", "mqtt://TO@KEN@host"}) {
    INFO(said(broker));
    CHECK(said(broker).find("KEN") == std::string::npos);
    CHECK(said(broker).find("username: NAME and password_file: FILE") != std::string::npos);
  }
  CHECK(said("mqtt://plant:TOKEN@host").find("username: plant and") != std::string::npos);
}

TEST_CASE("a broker's address is read with and without its port") {
  CHECK(parse_broker("mqtt://localhost")->port == 1883);
  CHECK(parse_broker("mqtts://localhost")->port == 8883);
  CHECK(parse_broker("mqtt://[2001:db8::1]:1884")->host == "2001:db8::1");
  CHECK(parse_broker("mqtt://[2001:db8::1]:1884")->port == 1884);
  CHECK(parse_broker("mqtt://plc.local:1/")->port == 1);
  for (const char* bad : {"", "localhost:1883", "mqtt://", "mqtt://:1883", "mqtt://h:", "mqtt://h:65536",
                          "mqtt://h:x", "mqtt://[::1", "mqtt://h/path", "mqtt://h:1:2", "mqtt://u@h",
                          "mqtt://127.1", "mqtt://[plc.local]", "mqtt://plc local", "mqtt://-h"}) {
    INFO(bad);
    CHECK_FALSE(parse_broker(bad));
  }
}
