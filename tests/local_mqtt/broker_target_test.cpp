#include "adapters/local_mqtt/broker_target.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::local_mqtt;
using namespace std::chrono_literals;

TEST_CASE("a session is made as the settings say") {
  Settings settings;
  settings.broker = {"broker.example", 8883, true};
  settings.username = "gw";
  settings.password_file = "/run/secrets/site";
  settings.ca = "/ca.pem";
  settings.certificate = "/gw.pem";
  settings.private_key = "/gw.key";
  settings.client_id = "hall-a";
  settings.version = mqtt::Version::v5;
  settings.keep_alive = 90s;
  const mqtt::Target target = broker_target("site", settings, 7);
  CHECK(target.host == "broker.example");
  CHECK(target.port == 8883);
  REQUIRE(target.tls);
  CHECK(target.tls->ca_file == "/ca.pem");
  CHECK(target.tls->certificate_file == "/gw.pem");
  CHECK(target.tls->private_key_file == "/gw.key");
  CHECK(target.tls->verify_host);
  CHECK(target.username == "gw");
  CHECK(target.password_file == "/run/secrets/site");
  CHECK(target.client_id == "hall-a");
  CHECK(target.version == mqtt::Version::v5);
  CHECK(target.keep_alive == 90s);
}

TEST_CASE("a broker without TLS gets none, and a client id is made of the link's name and the seed") {
  Settings settings;
  settings.broker = {"10.0.0.5", 1883, false};
  const mqtt::Target target = broker_target("site", settings, 7);
  CHECK_FALSE(target.tls);
  CHECK(target.client_id.rfind("gatewarden-site-", 0) == 0);
  CHECK(target.client_id.size() == std::string("gatewarden-site-").size() + 8);
  CHECK(broker_target("site", settings, 7).client_id == target.client_id);
  CHECK(broker_target("site", settings, 8).client_id != target.client_id);
}
