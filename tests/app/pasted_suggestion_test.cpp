// What an error suggests is pasted in the place of the mistake: then the file is right.
#include <catch2/catch.hpp>
#include <string>

#include "gateway/app/protocols.hpp"
#include "gateway/config/load/load.hpp"

using namespace gatewarden;
using namespace gatewarden::app;

namespace {

const std::string kFleet = R"(include: []
gateway:
  thing: g-gw
  host: { enabled: true }
  reports: { interval: 5m }
  log: { level: info }
  http: { listen: 127.0.0.1:9464 }
uplink:
  mqtt:
    endpoint: abc-ats.iot.eu-central-1.amazonaws.com
    certificate: /etc/gw.pem
    private_key: /etc/gw.key
    ca: /etc/ca.pem
links:
  hall: { modbus: { tcp: "10.0.0.5:502", timeout: 500ms } }
  bus: { modbus: { serial: /dev/ttyUSB0, parity: even } }
  floor: { mqtt: { broker: "mqtt://127.0.0.1:1883", topics: ["s/{id}/t"] } }
  doors:
    mqtt: { broker: "mqtt://127.0.0.1:1883", topics: ["d/{id}"] }
    unknown: { learn: { profile: press, thing: "g-gw:d-{id}" } }
profiles:
  spare: { metrics: { a: { from: { input: 1 } } } }
  meter:
    every: 10s
    metrics:
      power_w: { from: { holding: 40, as: int32, order: CDAB, scale: 0.1 }, aggregate: max }
      reachable: {}
  press:
    metrics:
      temperature: { from: { json: /env/temp }, aggregate: max }
children:
  - { thing: "g-gw:meter-{unit}", profile: meter, link: hall, unit: 1-4 }
  - { thing: "g-gw:{id}", profile: press, link: floor, topic: "s/{id}/t", ids: [p1, p2] }
)";

std::string with(std::string text, const std::string& right, const std::string& typed) {
  const std::size_t at = text.find(right);
  REQUIRE(at != std::string::npos);
  return text.replace(at, right.size(), typed);
}

config::Loaded loaded(const std::string& text) {
  return config::load_text(text, "fleet.yaml", adapters(), config::Environment::of_process());
}

struct Mistake {
  std::string right, typed, suggested;  // `right` stands in the fleet
};

const Mistake kMistakes[] = {
    // Durations.
    {"timeout: 500ms", "timout: 500ms", "timeout: 500ms"},
    {"timeout: 500ms", "timeout: 500", "timeout: 500ms"},
    {"timeout: 500ms", "timeout: 0.5min", "timeout: 30s"},
    {"timeout: 500ms", "timeout: 0,5s", "timeout: 500ms"},
    {"timeout: 500ms", "timeout: 500 ms", "timeout: 500ms"},
    {"timeout: 500ms", "timeOut: 1sec", "timeout: 1s"},
    {"every: 10s", "every: 30", "every: 30s"},
    {"every: 10s", "every: 2min", "every: 2m"},
    {"every: 10s", "every: 1 m", "every: 1m"},
    {"every: 10s", "every: 10 seconds", "every: 10s"},
    {"every: 10s", "every: 10S", "every: 10s"},
    {"every: 10s", "every: 1m30s", "every: 90s"},
    {"every: 10s", "period: 10s", "every: 10s"},
    {"interval: 5m", "interval: 300", "interval: 300s"},
    {"interval: 5m", "interval: 10min", "interval: 10m"},
    {"interval: 5m", "interval: PT10M", "interval: 10m"},
    {"interval: 5m", "intervall: 10m", "interval: 10m"},
    {"interval: 5m", "intervall: 10min", "interval: 10m"},
    // Words.
    {"as: int32", "as: Int32", "as: int32"},
    {"as: int32", "as: int_32", "as: int32"},
    {"as: int32", "as: integer32", "as: int32"},
    {"as: int32", "as: float", "as: float32"},
    {"as: int32", "as: real", "as: float32"},
    {"as: int32", "as: s32", "as: int32"},
    {"as: int32", "type: int32", "as: int32"},
    {"order: CDAB", "order: cdab", "order: CDAB"},
    {"order: CDAB", "order: CD AB", "order: CDAB"},
    {"order: CDAB", "order: badc", "order: BADC"},
    {"order: CDAB", "order: big-endian", "order: ABCD"},
    {"order: CDAB", "byte_order: CDAB", "order: CDAB"},
    {"aggregate: max", "agregate: max", "aggregate: max"},
    {"aggregate: max", "aggregate: maximum", "aggregate: max"},
    {"aggregate: max", "aggregate: avg", "aggregate: mean"},
    {"aggregate: max", "aggregate: Mean", "aggregate: mean"},
    {"parity: even", "parity: E", "parity: even"},
    {"parity: even", "parity: Even", "parity: even"},
    {"listen: 127.0.0.1:9464", "listen: http://127.0.0.1:9464/metrics", "listen: 127.0.0.1:9464"},
    {"listen: 127.0.0.1:9464", "listen: 9464", "listen: 127.0.0.1:9464"},
    {"level: info", "level: warn", "level: warning"},
    {"level: info", "level: DEBUG", "level: debug"},
    // Numbers.
    {"scale: 0.1", "scale: \"0.1\"", "scale: 0.1"},
    {"scale: 0.1", "scale: 0,1", "scale: 0.1"},
    {"scale: 0.1", "scale: 1/10", "scale: 0.1"},
    {"scale: 0.1", "factor: 0.1", "scale: 0.1"},
    {"holding: 40", "holding: \"40\"", "holding: 40"},
    {"holding: 40", "holding: 0x28h", "holding: 0x28"},
    {"holding: 40", "holding: 28h", "holding: 0x28"},
    {"holding: 40", "holding: 1_000", "holding: 1000"},
    {"holding: 40", "holding: 400041", "register: \"400041\""},
    {"holding: 40", "hold: 40", "holding: 40"},
    // Addresses.
    {"tcp: \"10.0.0.5:502\"", "tcp: \"tcp://10.1.2.3:502\"", "tcp: \"10.1.2.3:502\""},
    {"tcp: \"10.0.0.5:502\"", "tcp: \"10.1.2.3 502\"", "tcp: \"10.1.2.3:502\""},
    {"tcp: \"10.0.0.5:502\"", "tcp: \"10.1.2.3:5O2\"", "tcp: \"10.1.2.3:502\""},
    {"tcp: \"10.0.0.5:502\"", "tcp: \"fe80::1\"", "tcp: \"[fe80::1]\""},
    {"tcp: \"10.0.0.5:502\"", "host: 10.1.2.3", "tcp: 10.1.2.3"},
    {"broker: \"mqtt://127.0.0.1:1883\"", "broker: \"127.0.0.1:1884\"", "broker: \"mqtt://127.0.0.1:1884\""},
    {"broker: \"mqtt://127.0.0.1:1883\"", "broker: \"tcp://127.0.0.1:1884\"",
     "broker: \"mqtt://127.0.0.1:1884\""},
    {"broker: \"mqtt://127.0.0.1:1883\"", "broker: \"ssl://broker.lan\"", "broker: \"mqtts://broker.lan\""},
    {"broker: \"mqtt://127.0.0.1:1883\"", "broker: \"mqtts://me:pw@10.0.0.9\"",
     "broker: \"mqtts://10.0.0.9\", username: me, password_file: /etc/gatewarden/password"},
    {"broker: \"mqtt://127.0.0.1:1883\"", "host: \"127.0.0.1:1884\"", "broker: \"mqtt://127.0.0.1:1884\""},
    {"endpoint: abc-ats.iot.eu-central-1.amazonaws.com",
     "endpoint: https://abc-ats.iot.eu-central-1.amazonaws.com",
     "endpoint: abc-ats.iot.eu-central-1.amazonaws.com"},
    {"endpoint: abc-ats.iot.eu-central-1.amazonaws.com",
     "endpoint: mqtts://abc-ats.iot.eu-central-1.amazonaws.com:8883/",
     "endpoint: abc-ats.iot.eu-central-1.amazonaws.com:8883"},
    // Keys.
    {"certificate: /etc/gw.pem", "cert: /etc/gw.pem", "certificate: /etc/gw.pem"},
    {"certificate: /etc/gw.pem", "certficate: /etc/gw.pem", "certificate: /etc/gw.pem"},
    {"private_key: /etc/gw.key", "key: /etc/gw.key", "private_key: /etc/gw.key"},
    {"private_key: /etc/gw.key", "privateKey: /etc/gw.key", "private_key: /etc/gw.key"},
    {"metrics: { a: { from: { input: 1 } } }", "metric: { a: { from: { input: 1 } } }",
     "metrics: { a: { from: { input: 1 } } }"},
    {"host: { enabled: true }", "host: off", "host: { enabled: false }"},
    {"host: { enabled: true }", "host: no", "host: { enabled: false }"},
    {"enabled: true", "enabled: yes", "enabled: true"},
    {"enabled: true", "enabled: OFF", "enabled: false"},
    {"include: []", "inclde: []", "include: []"},
    // Metrics.
    {"reachable: {}", "reachable: yes", "reachable: {}"},
    {"reachable: {}", "reachabel: {}", "reachable: {}"},
    {"reachable: {}", "reachable: { from: { holding: 3 } }", "reachable: {}"},
    {"json: /env/temp", "json: env/temp", "json: \"/env/temp\""},
    {"json: /env/temp", "json: env.temp", "json: \"/env/temp\""},
    {"json: /env/temp", "json: $.env.temp", "json: \"/env/temp\""},
    {"json: /env/temp", "path: /env/temp", "json: \"/env/temp\""},
    {"\"s/{id}/t\"", "\"s/+/t\"", "\"s/{id}/t\""},
    // Children.
    {"profile: meter", "profil: meter", "profile: meter"},
    {"profile: meter", "profile: metter", "profile: meter"},
    {"profile: meter", "profile: Meter", "profile: meter"},
    {"link: hall", "link: hal", "link: hall"},
    {"unit: 1-4", "unit: 4-1", "unit: 1-4"},
    {"unit: 1-4", "unit: 1..4", "unit: 1-4"},
    {"unit: 1-4", "unit: 1 to 4", "unit: 1-4"},
    {"unit: 1-4", "unit: \"1-4,3\"", "unit: 1-4"},
    {"unit: 1-4", "unit: 1-4,3", "unit: 1-4"},
    {"unit: 1-4", "unit: 1-4,7,9", "unit: \"1-4,7,9\""},
    {"unit: 1-4", "units: 1-4", "unit: 1-4"},
    {"unit: 1-4", "slave: 1-4", "unit: 1-4"},
    {"thing: \"g-gw:{id}\"", "name: \"g-gw:{id}\"", "thing: \"g-gw:{id}\""},
    {"thing: \"g-gw:{id}\"", "thing: \"g-gw\"", "thing: \"g-gw-{id}\""},
    {"thing: \"g-gw:{id}\"", "thing: \"g-gw/{id}\"", "thing: \"g-gw:{id}\""},
    {"thing: \"g-gw:d-{id}\"", "thing: \"g-gw:d\"", "thing: \"g-gw:d-{id}\""},
    {"thing: \"g-gw:d-{id}\"", "thing: \"g-gw/d-{id}\"", "thing: \"g-gw:d-{id}\""},
    {"thing: g-gw", "thing: g gw", "thing: g-gw"},
    {"topic: \"s/{id}/t\"", "topic: \"s/{ID}/t\"", "topic: \"s/{id}/t\""},
    {"thing: \"g-gw:meter-{unit}\"", "thing: \"g-gw:meter-{unti}\"", "thing: \"g-gw:meter-{unit}\""},
    {"ids: [p1, p2]", "ids: p1, p2", "ids: [p1, p2]"},
    {"ids: [p1, p2]", "ids: \"p1, p2\"", "ids: [p1, p2]"},
    {"ids: [p1, p2]", "id: [p1, p2]", "ids: [p1, p2]"},
};

}  // namespace

TEST_CASE("the fleet of the mistakes is right without them") {
  CHECK(config::to_text(loaded(kFleet).problems) == "");
}

TEST_CASE("what is suggested is what was meant, and repairs the file when it is pasted") {
  for (const auto& [right, typed, suggested] : kMistakes) {
    const std::string wrong = with(kFleet, right, typed);
    const auto problems = loaded(wrong).problems;
    INFO(typed << "\n" << config::to_text(problems));
    REQUIRE(problems.size() == 1);
    CHECK(problems.list().front().repairs);
    const std::string& pasted = problems.list().front().example;
    CHECK(pasted == suggested);
    CHECK(config::to_text(loaded(with(wrong, typed, pasted)).problems) == "");
  }
}
