#include "gateway/config/load/load.hpp"
#include "tests/modbus/settings_rig.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;

namespace {

std::optional<LinkSettings> read_link(const std::string& yaml, config::Problems& problems) {
  return read<LinkSettings>(protocol().link, yaml, problems);
}

// A fleet with these links, loaded.
config::Loaded fleet_with(const std::string& first, const std::string& second) {
  const std::string text = R"(
gateway: { thing: plant7-gw, reports: { interval: 5m } }
uplink:
  mqtt: { endpoint: broker.example, certificate: gw.pem, private_key: gw.key, ca: ca.pem }
links:
  hall-a: { modbus: )" + first +
                           R"( }
  hall-b: { modbus: )" + second +
                           R"( }
profiles:
  em24: { metrics: { power: { from: { holding: 0 } } } }
children:
  - { thing: "plant7-gw:a-{unit}", profile: em24, link: hall-a, unit: "1-4" }
  - { thing: "plant7-gw:b-{unit}", profile: em24, link: hall-b, unit: "5-7" }
)";
  const config::Protocol* const protocols[] = {&protocol()};
  return config::load_text(text, "fleet.yaml", {protocols}, no_environment());
}

}  // namespace

TEST_CASE("a link with TLS names the authority, perhaps a certificate and its key, perhaps another name") {
  config::Problems problems;
  const auto bare = read_link("{ tls: { host: plc-1.plant.example, ca: ca.pem } }", problems);
  REQUIRE(bare);
  CHECK(bare->tls->host == HostPort{"plc-1.plant.example", 802});
  CHECK(bare->tls->certificate.empty());
  CHECK(bare->tls->server_name.empty());
  CHECK_FALSE(bare->is_rtu());
  const auto full = read_link(
      "{ tls: { host: '10.7.0.9:1802', ca: ca.pem, certificate: gw.pem, private_key: gw.key, "
      "server_name: plc-1.plant.example }, max_in_flight: 8 }",
      problems);
  REQUIRE(full);
  CHECK(full->tls->host == HostPort{"10.7.0.9", 1802});
  CHECK(full->tls->certificate == "gw.pem");
  CHECK(full->tls->private_key == "gw.key");
  CHECK(full->tls->server_name == "plc-1.plant.example");
}

TEST_CASE("a link with TLS that cannot be meant is refused") {
  struct Case {
    const char* yaml;
    const char* code;
    const char* rule;
  };
  const std::vector<Case> cases{
      {"{ tls: { host: plc } }", "F011", "ca"},
      {"{ tls: { ca: ca.pem } }", "F011", "host"},
      {"{ tls: { host: plc, ca: ca.pem, certificate: gw.pem } }", "M036", "private key"},
      {"{ tls: { host: plc, ca: ca.pem, private_key: gw.key } }", "M036", "private key"},
      {"{ tls: { host: plc, ca: ca.pem, server_name: 'https://plc' } }", "F026", "host name"},
      {"{ tls: { host: plc, ca: ca.pem, server_name: 'plc..plant' } }", "F026", "host name"},
      {"{ tls: { host: plc, ca: ca.pem, verify: false } }", "F010", "verify"},
      {"{ tls: { host: plc, ca: ca.pem }, tcp: plc }", "F013", "tcp"},
      {"{ tls: { host: plc, ca: ca.pem }, baud: 9600 }", "M031", "baud"},
  };
  for (const Case& each : cases) {
    INFO(each.yaml);
    config::Problems problems;
    CHECK_FALSE(read_link(each.yaml, problems));
    REQUIRE(problems.size() == 1);
    CHECK(problems.list()[0].code == each.code);
    CHECK_THAT(problems.list()[0].rule + problems.list()[0].path + problems.list()[0].value,
               Catch::Contains(each.rule));
    if (each.code[0] == 'M') CHECK_FALSE(problems.list()[0].example.empty());
  }
}

TEST_CASE("two links on one serial port are refused, by whatever name the port goes") {
  const test::TemporaryFolder folder;
  const std::string port = folder.write("ttyUSB0", "");
  const std::string by_id = folder / "usb-FTDI_A1";
  std::filesystem::create_symlink("ttyUSB0", by_id);
  const std::vector<std::pair<std::string, std::string>> pairs{
      {"/dev/ttyNONE7", "/dev/ttyNONE7"}, {"/dev/ttyNONE7", "/dev//./ttyNONE7"}, {port, by_id}};
  for (const auto& [one, other] : pairs) {
    INFO(one + " and " + other);
    const auto loaded = fleet_with("{ serial: " + one + " }", "{ serial: " + other + ", baud: 9600 }");
    REQUIRE(loaded.problems.size() == 1);
    const config::Problem& problem = loaded.problems.list()[0];
    CHECK(problem.code == "M034");
    CHECK(problem.place.line == 7);
    CHECK(problem.path == "links.hall-b.modbus.serial");
    CHECK(problem.value == other);
    CHECK_THAT(problem.rule, Catch::Contains("link hall-a is on this port already"));
    CHECK_THAT(problem.example, Catch::Contains("link: hall-a"));
  }
  CHECK(fleet_with("{ serial: /dev/ttyNONE7 }", "{ serial: /dev/ttyNONE8 }"));
  CHECK(fleet_with("{ rtu_over_tcp: '10.7.0.9:4001' }", "{ rtu_over_tcp: '10.7.0.9:4001' }"));
}

TEST_CASE("two links that would be called at one address are refused") {
  const auto loaded = [](const std::string& one, const std::string& other) {
    return fleet_with("{ dial_in: { listen: '" + one + "', from: any } }",
                      "{ dial_in: { listen: '" + other + "', from: any } }");
  };
  const std::vector<std::pair<std::string, std::string>> meeting{{"10.8.0.1:5020", "10.8.0.1:5020"},
                                                                 {"0.0.0.0:5020", "10.8.0.1:5020"},
                                                                 {"10.8.0.1:5020", "[::]:5020"},
                                                                 {"[::1]:5020", "[0:0:0:0:0:0:0:1]:5020"}};
  for (const auto& [one, other] : meeting) {
    INFO(one + " and " + other);
    const auto both = loaded(one, other);
    REQUIRE(both.problems.size() == 1);
    const config::Problem& problem = both.problems.list()[0];
    CHECK(problem.code == "M035");
    CHECK(problem.place.line == 7);
    CHECK(problem.path == "links.hall-b.modbus.dial_in.listen");
    CHECK_THAT(problem.rule, Catch::Contains("link hall-a listens there already"));
    CHECK_THAT(problem.example, Catch::Contains(":5021"));
  }
  CHECK(loaded("10.8.0.1:5020", "10.8.0.1:5021"));
  CHECK(loaded("10.8.0.1:5020", "10.8.0.2:5020"));
  CHECK(loaded("0.0.0.0:5020", "[::1]:5020"));
}

TEST_CASE("a converter that numbers answers itself takes one request at a time, over Modbus TCP") {
  config::Problems problems;
  const auto link = read_link("{ tcp: 10.0.0.5, any_transaction_id: true }", problems);
  REQUIRE(link);
  CHECK(link->any_transaction_id);
  CHECK_FALSE(read_link("{ tcp: 10.0.0.5 }", problems)->any_transaction_id);
  CHECK(problems.empty());
  for (const char* yaml : {"{ tcp: 10.0.0.5, any_transaction_id: true, max_in_flight: 8 }",
                           "{ serial: /dev/ttyUSB0, any_transaction_id: true }",
                           "{ rtu_over_tcp: 10.0.0.5, any_transaction_id: true }",
                           "{ dial_in: { listen: 127.0.0.1, framing: rtu }, any_transaction_id: true }"}) {
    INFO(yaml);
    config::Problems found;
    read_link(yaml, found);
    REQUIRE(found.size() == 1);
    CHECK(found.list()[0].code == "M038");
  }
}

TEST_CASE("what a register gives is never another type") {
  const auto problems_of = [](const std::string& metric) {
    const std::string text = R"(
gateway: { thing: plant7-gw, reports: { interval: 5m } }
uplink:
  mqtt: { endpoint: broker.example, certificate: gw.pem, private_key: gw.key, ca: ca.pem }
links:
  hall-a: { modbus: { tcp: 10.0.0.5 } }
profiles:
  em24: { metrics: { )" + metric +
                             R"( } }
children:
  - { thing: "plant7-gw:a", profile: em24, link: hall-a, unit: 1 }
)";
    const config::Protocol* const protocols[] = {&protocol()};
    const auto loaded = config::load_text(text, "fleet.yaml", {protocols}, no_environment());
    std::vector<std::string> rules;
    for (const auto& problem : loaded.problems.list()) rules.push_back(problem.code + " " + problem.rule);
    return rules;
  };
  for (const char* metric :
       {"ip: { from: { holding: 110, as: uint32 }, type: ip-address-list }",
        "s: { from: { holding: 114 }, type: string-list }", "s: { from: { coil: 4 }, type: string-list }",
        "established_connections: { from: { holding: 114 } }",
        "listening_tcp_ports: { from: { holding: 114 } }",
        "n: { from: { holding: 1, as: string, length: 4 }, type: number }",
        "n: { from: { holding: 1, labels: { 0: off } }, type: number-list }",
        "t: { from: { traffic: timeouts }, type: string-list }",
        "bytes_in: { from: { holding: 1, as: string, length: 4 } }"}) {
    INFO(metric);
    const auto rules = problems_of(metric);
    REQUIRE(rules.size() == 1);
    CHECK_THAT(rules[0], Catch::StartsWith("F044") && Catch::Contains("never becomes"));
  }
  for (const char* metric :
       {"n: { from: { holding: 114 }, type: number }", "n: { from: { holding: 114 }, type: number-list }",
        "s: { from: { holding: 1, as: string, length: 4 }, type: string-list }",
        "bytes_in: { from: { holding: 1, as: uint32 } }"}) {
    INFO(metric);
    CHECK(problems_of(metric).empty());
  }
}

TEST_CASE("large addresses in lists are refused where they can be read in two ways") {
  const auto code_of_profile = [](const std::string& yaml) {
    config::Problems problems;
    read<ProfileSettings>(protocol().profile, yaml, problems);
    return problems.empty() ? std::string() : problems.list()[0].code;
  };
  CHECK(code_of_profile("{ settings: { holding: '40001-40010' } }") == "M021");
  CHECK(code_of_profile("{ read_sensitive: { input: '7, 30001' } }") == "M021");
  CHECK(code_of_profile("{ identity: { registers: { serial: { holding: 40001 } } } }") == "M021");
  CHECK(code_of_profile("{ base: 0, settings: { holding: '40001-40010' } }").empty());
  CHECK(code_of_profile("{ base: 0, identity: { registers: { serial: { holding: 40001 } } } }").empty());
}
