#include "gateway/app/support/redaction.hpp"

#include <catch2/catch.hpp>

#include "gateway/app/protocols.hpp"
#include "gateway/config/load/load.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using Catch::Contains;

TEST_CASE("a fleet file without secrets is told whole, and means the same") {
  const std::string fleet =
      "# a comment\ngateway: { thing: gw, reports: { interval: 5m } }\n"
      "uplink:\n  mqtt:\n    endpoint: ${HOST:-localhost}\n    certificate: gw.pem\n    private_key: gw.key\n"
      "links: { cellar: { modbus: { tcp: \"10.0.0.5:502\" } } }\n"
      "profiles:\n  meter:\n    metrics:\n      power: { from: { holding: 0, as: float32 } }\n      reachable: {}\n"
      "children:\n  - { thing: \"gw:a\", profile: meter, link: cellar, unit: 1 }\n"
      "  - { thing: \"gw:b\", profile: meter, link: cellar, unit: 2 }\n";
  Redaction redaction(adapters());
  const std::string told = redaction.fleet_file(fleet, "fleet.yaml");
  CAPTURE(told);
  CHECK(redaction.taken_out().empty());
  CHECK_THAT(told, !Contains("a comment"));
  const auto read = [](const std::string& text) {
    return config::load_text(text, "fleet.yaml", adapters(), config::Environment::of_process());
  };
  const auto before = read(fleet), after = read(told);
  CHECK(config::to_text(after.problems) == "");
  CHECK(after.fleet.settings == before.fleet.settings);
  REQUIRE(after.fleet.children.size() == 2);
  CHECK(after.fleet.links.front().fingerprint == before.fleet.links.front().fingerprint);
  CHECK(after.fleet.profiles.front().fingerprint == before.fleet.profiles.front().fingerprint);
}

TEST_CASE("values of passwords, of users and of keys that nobody knows are taken out, whatever they are") {
  Redaction redaction(adapters());
  const std::string told = redaction.fleet_file(
      "gateway: { thing: gw }\nuplink:\n  mqtt:\n    password: [one-secret, { deep: two-secret }]\n"
      "    username: three-user\n    pasword: four-secret\n    password_file: /run/secrets/password\n"
      "links: { site: { mqtt: { broker: \"mqtt://five-user:six-secret@host:1883\" } } }\n",
      "fleet.yaml");
  CAPTURE(told);
  for (const char* secret :
       {"one-secret", "two-secret", "three-user", "four-secret", "five-user", "six-secret"})
    CHECK_THAT(told, !Contains(secret));
  CHECK_THAT(told, Contains("password_file: /run/secrets/password"));
  CHECK(redaction.password_files() == std::vector<std::string>{"/run/secrets/password"});
  CHECK(redaction.text("a one-secret b two-secret c six-secret d four-secret") ==
        "a (redacted) b (redacted) c (redacted) d (redacted)");
}

TEST_CASE("what is no YAML is not told") {
  Redaction redaction(adapters());
  CHECK(redaction.fleet_file("gateway: { thing: [ }\npassword: hunter2\n", "fleet.yaml").empty());
}

TEST_CASE("users of URLs are taken out wherever they stand") {
  CHECK(without_users("to mqtts://me:it@host:8883/x, and http://host/a@b") ==
        "to mqtts://(redacted)@host:8883/x, and http://host/a@b");
  CHECK(without_users("://") == "://");
}

TEST_CASE("a secret within a longer one leaves nothing of either") {
  Redaction redaction(adapters());
  redaction.note_secret("hunter");
  redaction.note_secret("hunter-and-more");
  redaction.note_secret("abc");
  CHECK(redaction.text("hunter-and-more hunter abc") == "(redacted) (redacted) abc");
}
