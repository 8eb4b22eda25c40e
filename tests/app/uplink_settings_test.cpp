#include "gateway/app/uplink_settings.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

config::Fleet fleet(std::uint16_t port) {
  config::Fleet made;
  made.gateway.thing = "plant7-gw";
  made.uplink.mqtt.emplace();
  made.uplink.mqtt->host = "abc-ats.iot.eu-central-1.amazonaws.com";
  made.uplink.mqtt->port = port;
  return made;
}

using Protocols = std::vector<std::string>;

}  // namespace

TEST_CASE("on port 443 the greeting names the protocol that fits the credentials, elsewhere none") {
  config::Fleet certified = fleet(443);
  certified.uplink.mqtt->certificate = "gw.pem";
  certified.uplink.mqtt->private_key = "gw.key";
  CHECK(app::uplink_settings(certified).target.tls->alpn == Protocols{"x-amzn-mqtt-ca"});

  config::Fleet authorized = fleet(443);
  authorized.uplink.mqtt->username = "gw?x-amz-customauthorizer-name=plants";
  authorized.uplink.mqtt->password_file = "/run/secrets/gw";
  CHECK(app::uplink_settings(authorized).target.tls->alpn == Protocols{"mqtt"});

  // A certificate still counts with a user name beside it.
  certified.uplink.mqtt->username = "gw";
  CHECK(app::uplink_settings(certified).target.tls->alpn == Protocols{"x-amzn-mqtt-ca"});
  certified.uplink.mqtt->port = 8883;
  CHECK(app::uplink_settings(certified).target.tls->alpn.empty());
}

TEST_CASE("a proxy and the files of passwords are handed on") {
  config::Fleet with = fleet(8883);
  CHECK_FALSE(app::uplink_settings(with).target.proxy);
  with.uplink.mqtt->password_file = "/run/secrets/gw";
  with.uplink.mqtt->proxy_host = "proxy.plant7.example";
  with.uplink.mqtt->proxy_port = 3128;
  with.uplink.mqtt->proxy_username = "gateway";
  with.uplink.mqtt->proxy_password_file = "/run/secrets/proxy";
  const mqtt::Target target = app::uplink_settings(with).target;
  CHECK(target.password_file == "/run/secrets/gw");
  REQUIRE(target.proxy);
  CHECK(target.proxy->host == "proxy.plant7.example");
  CHECK(target.proxy->port == 3128);
  CHECK(target.proxy->username == "gateway");
  CHECK(target.proxy->password_file == "/run/secrets/proxy");
}

TEST_CASE(
    "reports are made in the fleet's spelling, and at its interval no faster than the service's floor") {
  config::Fleet asked = fleet(8883);
  asked.gateway.reports.format = Format::cbor;
  asked.gateway.reports.keys = KeyNames::short_names;
  asked.gateway.reports.interval = 400s;
  const Batcher::Settings made = app::batch_settings(asked);
  CHECK(made.format == Format::cbor);
  CHECK(made.keys == KeyNames::short_names);
  CHECK(made.rules.interval == 400s);
  CHECK(made.rules.floor == 300s);
  CHECK(made.rules.guard == 1s);
}

TEST_CASE("a stand-in with a floor of seconds is not slowed down by the guard that suits one of minutes") {
  config::Fleet asked = fleet(1883);
  asked.uplink.mqtt->floor = 2s;
  CHECK(app::batch_settings(asked).rules.floor == 2s);
  CHECK(app::batch_settings(asked).rules.guard == 100ms);
}

TEST_CASE(
    "without the service's own topics there is no floor, and the first mirror says how reports are spelled") {
  config::Fleet mirrored = fleet(8883);
  mirrored.gateway.reports.format = Format::cbor;
  mirrored.uplink.mqtt->defender = false;
  Mirror plain;
  plain.format = Format::json;
  plain.keys = KeyNames::short_names;
  mirrored.uplink.mqtt->mirrors = {plain};
  const Batcher::Settings made = app::batch_settings(mirrored);
  CHECK(made.format == Format::json);
  CHECK(made.keys == KeyNames::short_names);
  CHECK(made.rules.floor == Duration::zero());
  CHECK(made.rules.guard == Duration::zero());
}

TEST_CASE("with files alone reports keep the fleet's spelling, and there is no floor") {
  config::Fleet filed;
  filed.gateway.reports.format = Format::cbor;
  filed.uplink.files.push_back({"/var/log/reports.jsonl"});
  CHECK(app::batch_settings(filed).format == Format::cbor);
  CHECK(app::batch_settings(filed).rules.floor == Duration::zero());
}

TEST_CASE("the room of a report is what the nucleus takes of it, by the fleet file's word for it") {
  config::Fleet made;
  made.gateway.thing = "plant7-gw";
  made.uplink.greengrass.emplace();
  made.uplink.greengrass->nucleus = config::NucleusChoice::lite;
  CHECK(app::payload_room(made).of_thing(9) == 7000);
  made.uplink.greengrass->max_payload = 5000;
  CHECK(app::payload_room(made).of_thing(9) == 5000);
  made.uplink.greengrass.reset();
  CHECK(app::payload_room(made).payload == limits::kPayloadBytes);
}
