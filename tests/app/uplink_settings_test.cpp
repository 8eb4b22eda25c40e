#include "gateway/app/uplink_settings.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

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
