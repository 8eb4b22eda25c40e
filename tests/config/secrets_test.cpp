// What was typed as a secret, or stands in a variable, is in no error, note or suggestion.
#include <catch2/catch.hpp>

#include "gateway/config/load/load.hpp"
#include "gateway/config/text/spelling.hpp"
#include "tests/config/small_fleet.hpp"

namespace gatewarden::config {
namespace {

const Environment kSecrets([](const std::string&) { return std::optional<std::string>("geheim"); });

Problems problems_of(const std::string& text) {
  return load_text(text, "fleet.yaml", small::adapters(), kSecrets).problems;
}

TEST_CASE("no error shows a secret") {
  const auto* text = GENERATE(
      "links: { a: { modbus: { tcp: \"${RVHOST}\", port: 502 } } }",
      "links: { a: { mqtt: { broker: \"mqtt://user:geheim@10.0.0.1\", port: 1884 } } }",
      "links: { a: { mqtt: { broker: \"user:geheim@10.0.0.1\", port: 1884 } } }",
      "links: { a: { mqtt: { brokr: \"mqtt://user:geheim@10.0.0.1:1883\" } } }",
      "links: { a: { mqtt: { brokr: \"user:geheim@10.0.0.1:1883\" } } }",
      "links: { a: { mqt: { broker: \"mqtt://user:geheim@h\" } } }",
      "links: { a: { mqt: { broker: [ \"http://h/x\", \"mqtt://user:geheim@h\" ] } } }",
      "links: { a: { mqt: { broker: \"mqtt://h mqtt://user:geheim@h\" } } }",
      "links: { a: { modbus: { tcp: \"http://h/ mqtt://user:geheim@h\" } } }",
      "links: { a: { modbus: { tcp: \"mqtt://user:ge/geheim@h\" } } }",
      "links: { a: { modbus: { tcp: \"user:geheim@h:x\" } } }",
      "uplink: { mqtt: { endpoint: h, proxy_password: \"geheim } }",
      "uplink: { mqtt: { endpoint: h, proxy_password:  \"geheim } }",
      "uplink: { mqtt: { endpoint: h, proxy_password: [\"geheim } }",
      "uplink: { mqtt: { endpoint: h, \"proxy_password\": 'geheim } }",
      "uplink: { mqtt: { endpoint: h, proxy_password: geheim{x} } }",
      "uplink: { mqtt: { endpoint: h, proxy_password: my geheim{x} } }",
      "uplink:\n  mqtt:\n    proxy_password:\n      \"geheim\n",
      "uplink:\n  mqtt:\n    proxy_passwords:\n      - a\n      - \"geheim\n",
      "uplink: { mqtt: { endpoint: \"h proxy_password: geheim } }",
      "links: { a: { mqtt: { broker: \"mqtt://user:geheim@10.0.0.1 } } }",
      "links: { a: { mqtt: { broker: \"user:geheim@10.0.0.1 } } }",
      "children: [ { thing: \"${PLANT}\", profile: press, link: site, topic: x, ids: [a, b] } ]",
      "children: [ { thing: \"${PLANT}/{id}\", profile: press, link: site, topic: x, ids: [a, b] } ]",
      "children: [ { thing: \"{id} x\", profile: press, link: site, topic: x, ids: [\"${PLANT}\", b] } ]");
  INFO(text);
  const std::string start = small::kStart.substr(small::kStart.find("profiles:"));
  const std::string links = std::string(text).starts_with("links")
                                ? "\n"
                                : "\nlinks: { site: { mqtt: { broker: \"mqtt://localhost:1883\" } } }\n";
  const Problems problems = problems_of("gateway: { thing: gw }\n" + start + links.substr(1) + text + "\n");
  CHECK_FALSE(problems.empty());
  CHECK_THAT(to_text(problems), !Catch::Contains("geheim"));
}

TEST_CASE("what holds no secret is still suggested") {
  const auto first = [](const std::string& text) { return to_text(problems_of(text)); };
  using Catch::Contains;
  CHECK_THAT(first("links: { a: { modbus: { tcp: \"${RVHOST}\", port: 502 } } }"),
             Contains("for example  tcp: \"${RVHOST}:502\""));
  CHECK_THAT(first("links: { a: { mqt: { broker: \"mqtt://h\" } } }"),
             Contains("write  mqtt: { broker: \"mqtt://h\" }"));
  CHECK_THAT(first("uplink: { mqtt: { password_file: /x, endpoint: \"h } }"),
             Contains("write  endpoint: \"h\""));
  CHECK_THAT(first("gateway: { thing: gw }\nprofiles: { press: { metrics: { t: { from: { json: /t } } } } }\n"
                   "links: { s: { mqtt: { broker: \"mqtt://h\" } } }\n"
                   "children: [ { thing: \"${PLANT}\", profile: press, link: s, topic: x, ids: [a, b] } ]"),
             Contains("write  thing: \"${PLANT}-{id}\""));
}

TEST_CASE("a text with a part that is not shown is not shown at all") {
  CHECK(holds_credentials("mqtt://me:geheim@host"));
  CHECK(holds_credentials("me:geheim@host"));
  CHECK_FALSE(holds_credentials("mqtt://host:1883/a"));
  CHECK_FALSE(holds_credentials("me@host"));
  CHECK(excerpt("mqtt://me:ge/geheim@host/x") == "mqtt://...@host/x");
  CHECK(excerpt("me:geheim@host") == "...@host");
}

}  // namespace
}  // namespace gatewarden::config
