#include <catch2/catch.hpp>
#include <sstream>

#include "gateway/base/text/printable.hpp"
#include "gateway/status/show/child_page.hpp"
#include "gateway/status/show/gateway_page.hpp"
#include "gateway/status/show/last_page.hpp"
#include "gateway/terminal/terminal_text.hpp"
#include "tests/status/fake_gateway.hpp"

using namespace gatewarden;
using namespace gatewarden::status;
using Catch::Contains;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("the gateway's page shows the floor, the uplink, links and children, the unwell first") {
  CHECK(gateway_page(gateway_snapshot(), {}) ==
        R"(plant7-gw  gatewarden 0.1.0 (0123456789ab), pid 4711, up 2d 3h, state in /var/lib/gatewarden
service: aws, floor 300 s
uplink: connected for 2h 5m, mqtts://iot.example:8883 (MQTT 5, TLS 1.3); 95 publishes/s, 500 KB/s
  last error: connection reset by peer

LINK    PROTOCOL  STATE         DEVICES  SAMPLES/S  ERRORS  UNKNOWN PAYLOADS  LAST UNKNOWN  ENDPOINT                WHY
hall-a  modbus    connected          20        2.0       3                 0                10.0.0.5:502
site    mqtt      waiting 12 s        2        0.0       1                 2  sensors/x     mqtts://localhost:8883  connection refused

CHILD              FROM           STATE     SEEN   REPORT ID  ACCEPTED  REJECTED  WAITING  WHY                                  LAST VALUES
plant7-gw:meter-4  hall-a unit 4  offline  1h 1m  1790000301         2         1        1  no answer within 500ms (3 in a row)
plant7-gw:meter-1  hall-a unit 4  online    1.5s  1790000301        12         0        0                                       voltage_l1=230.1 reachable=1
2 children: 1 online, 1 offline; reports: 14 accepted, 1 rejected, 1 waiting
dropped: digits=2
)");
}

TEST_CASE("who refuses a topic in quarantine is the peer of the uplink") {
  auto snapshot = gateway_snapshot();
  snapshot.uplink.quarantined = 1;
  snapshot.uplink.refused = {{"a/topic", "forbidden"}};
  const std::string peer = GENERATE("the Greengrass nucleus", "mqtts://iot.example:8883");
  snapshot.uplink.endpoint = peer;
  CHECK_THAT(gateway_page(snapshot, {}), Contains("in quarantine, refused by " + peer + ": a/topic"));
}

TEST_CASE("the child's page shows it in depth") {
  CHECK(child_page(child_detail(), {}) == R"(plant7-gw:meter-4  profile em24, hall-a unit 4
state: offline, last seen 1h 1m ago
why: no answer within 500ms (3 in a row)
last fault: nan at byte 96, in `"temp":nan`
reports: last id 1790000301, last verdict accepted, 2 accepted, 1 rejected, 1 waiting for its verdict; next in 4m 3s
topic: $aws/things/plant7-gw:meter-4/defender/metrics/cbor
counters: timeouts=3

METRIC      TYPE    AGGREGATE  VALUE   AGE  SAMPLES  DROPPED
voltage_l1  number  mean       230.1  0.4s       12
energy_wh   number  delta      -         -        0  digits=2

last report, 683 bytes
  {
    "header": {}
  }

last rejection, 2026-09-21 14:18:21 UTC: InvalidPayload: no such metric
  {}
)");
}

TEST_CASE("reports sent without a verdict are shown as such, once there are any") {
  auto snapshot = gateway_snapshot();
  snapshot.children[0].outcomes.no_verdict = 7;
  snapshot.totals.outcomes.no_verdict = 7;
  const auto page = gateway_page(snapshot, {});
  CHECK_THAT(page, Contains("NO VERDICT") && Contains("7 without a verdict"));
}

TEST_CASE("which files the gateway left itself is said in the page, and why none were given up") {
  GatewaySnapshot s = gateway_snapshot();
  s.confinement = {true,     "Landlock 3",  "", {"/etc", "/usr"}, {"/var/lib/gatewarden"},
                   {"/dev"}, {"/mnt/later"}};
  CHECK_THAT(
      gateway_page(s, {}),
      Contains("confined by Landlock 3: writes to /var/lib/gatewarden; devices of /dev; reads from /etc, "
               "/usr\n  were not there at the start, and stay closed: /mnt/later\n"));
  s.confinement = {false, "", "this kernel has no Landlock", {}, {}, {}, {}};
  CHECK_THAT(gateway_page(s, {}), Contains("\nnot confined: this kernel has no Landlock\n"));
}

TEST_CASE("a store that fails is said in the page") {
  auto snapshot = gateway_snapshot();
  snapshot.store = {true, "/var/lib/gatewarden/state.db: disk full"};
  CHECK_THAT(gateway_page(snapshot, {}),
             Contains("store: failed, going on in memory: /var/lib/gatewarden/state.db: disk full"));
}

TEST_CASE("the page says when the fleet file was read again, and why it was not taken") {
  GatewaySnapshot snapshot = gateway_snapshot();
  snapshot.reload_age = std::chrono::minutes(5);
  CHECK_THAT(gateway_page(snapshot, {}), Contains("\nreloaded 5m ago\n"));
  snapshot.reload_by = "uid 1000";
  CHECK_THAT(gateway_page(snapshot, {}), Contains("\nreloaded 5m ago, asked for by uid 1000\n"));
  snapshot.reload_refused = "gateway.thing cannot change";
  CHECK_THAT(
      gateway_page(snapshot, {}),
      Contains("\nthe last reload was refused 5m ago, asked for by uid 1000: gateway.thing cannot change\n"));
}

TEST_CASE("children who are equally well stand as people count: 2 before 10") {
  GatewaySnapshot snapshot = gateway_snapshot();
  snapshot.children.resize(3, snapshot.children.front());
  for (std::size_t i = 0; i < 3; ++i) {
    snapshot.children[i] = snapshot.children.front();
    snapshot.children[i].thing = "a-" + std::to_string(i == 0 ? 10 : i + 1);
  }
  const std::string page = gateway_page(snapshot, {});
  CHECK(page.find("a-2") < page.find("a-3"));
  CHECK(page.find("a-3") < page.find("a-10"));
}

TEST_CASE("no line is wider than the terminal, whatever its width and the names") {
  auto snapshot = gateway_snapshot();
  snapshot.children[0].thing = "温度-センサー-" + std::string(100, 'x');
  snapshot.children[0].last_values = "é=1 温度=2 " + std::string(300, 'v');
  for (const std::size_t columns : {1U, 7U, 20U, 40U, 80U, 100U, 132U, 200U, 500U}) {
    for (const auto& page :
         {gateway_page(snapshot, {columns, 0, false}), child_page(child_detail(), {columns, 0, false})}) {
      for (const auto& line : lines_of(page)) {
        CAPTURE(columns, line);
        REQUIRE(width_of(std::string_view(line)) <= columns);
      }
    }
  }
}

TEST_CASE("on a narrow terminal the texts give way, the numbers stay") {
  const auto lines = lines_of(gateway_page(gateway_snapshot(), {110, 0, false}));
  const auto line = std::find_if(lines.begin(), lines.end(),
                                 [](const auto& l) { return l.rfind("plant7-gw:meter-4", 0) == 0; });
  REQUIRE(line != lines.end());
  CHECK_THAT(*line, Contains("offline") && Contains("1790000301") && Contains("…"));
}

TEST_CASE("a screen of few rows shows the unwell and says how many are missing") {
  FakeGateway gateway;
  gateway.populate(1000);
  for (int i = 0; i < 30; ++i) gateway.shown.children[500 + i].state = DeviceState::offline;
  gateway.shown.links.clear();
  const auto page = gateway_page(gateway.shown, {0, 24, false});
  const auto lines = lines_of(page);
  CHECK(lines.size() <= 24);
  const auto offline = std::count_if(lines.begin(), lines.end(),
                                     [](const auto& l) { return l.find(" offline ") != std::string::npos; });
  CHECK(offline == static_cast<long>(lines.size()) - 8);  // head 4, blank, titles, missing, sums
  CHECK_THAT(page, Contains(std::to_string(1000 - offline) + " more not shown, " +
                            std::to_string(30 - offline) + " of them in need of attention"));
}

TEST_CASE("where all that are not shown are well, none of them is in need of attention") {
  FakeGateway gateway;
  gateway.populate(1000);
  gateway.shown.links.clear();
  const auto page = gateway_page(gateway.shown, {0, 24, false});
  CHECK_THAT(page, Contains(" more not shown, 0 of them in need of attention"));
}

TEST_CASE("nothing a device says reaches the terminal as a command") {
  const std::string attack =
      "\x1b]0;owned\x07\x1b[2J\r\n\xC2\x9B"
      "31m\xE2\x80\xAE\xFF";
  auto snapshot = gateway_snapshot();
  snapshot.thing = snapshot.uplink.last_error = snapshot.floor_text = attack;
  snapshot.links[0].link.why = snapshot.links[0].link.last_unknown = snapshot.links[0].link.name = attack;
  auto& row = snapshot.children[0];
  row.thing = row.origin = row.why = row.last_values = row.last_verdict = attack;
  auto detail = child_detail();
  detail.row = row;
  detail.topic = detail.last_fault = detail.last_report = detail.points[0].value = detail.points[0].metric =
      attack;
  detail.last_rejection->detail = detail.last_rejection->report = attack;
  detail.counters = {{attack, 1}};
  for (const auto& page : {gateway_page(snapshot, {}), child_page(detail, {})}) {
    for (const char c : page) REQUIRE((static_cast<unsigned char>(c) >= 0x20 || c == '\n'));
    CHECK(page.find("\xC2\x9B") == std::string::npos);
    CHECK(page.find("\xE2\x80\xAE") == std::string::npos);
    CHECK(page.find('\xFF') == std::string::npos);
    CHECK_THAT(page, Contains("\\x1b]0;owned\\x07"));
  }
  // One row is still one line.
  CHECK(lines_of(gateway_page(snapshot, {})).size() == lines_of(gateway_page(gateway_snapshot(), {})).size());
}

TEST_CASE("colours are there when the screen has them, and change no text") {
  const auto plain = gateway_page(gateway_snapshot(), {});
  const auto coloured_page = gateway_page(gateway_snapshot(), {0, 0, true});
  CHECK(plain.find('\x1b') == std::string::npos);
  CHECK_THAT(coloured_page, Contains("\x1b[31moffline\x1b[0m") && Contains("\x1b[32monline\x1b[0m"));
  std::string stripped;
  for (std::size_t i = 0; i < coloured_page.size(); ++i) {
    if (coloured_page[i] == '\x1b') {
      i = coloured_page.find('m', i);
    } else {
      stripped += coloured_page[i];
    }
  }
  CHECK(stripped == plain);
}

TEST_CASE("text is as wide as a terminal shows it") {
  CHECK(width_of(std::string_view("meter")) == 5);
  CHECK(width_of(std::string_view("café")) == 4);
  CHECK(width_of(std::string_view("cafe\xCC\x81")) == 4);
  CHECK(width_of(std::string_view("温度")) == 4);
  CHECK(cut("温度計", 5) == "温度…");
  CHECK(cut("温度計", 4) == "温…");
  CHECK(cut("meter", 5) == "meter");
  CHECK(cut("meters", 5) == "mete…");
  CHECK(cut("meters", 0).empty());
}

TEST_CASE("bytes that are not UTF-8 are shown as what they are") {
  CHECK(printable("a\xC0\xAF"
                  "b") == "a\\xc0\\xafb");                         // overlong
  CHECK(printable("\xED\xA0\x80") == "\\xed\\xa0\\x80");           // a surrogate
  CHECK(printable("\xF4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond the last code point
  CHECK(printable("\xE6\xB8") == "\\xe6\\xb8");                    // cut off
  CHECK(printable("\xE2\x80\xAE") == "\\u{202e}");
  CHECK(printable("温 é 😀") == "温 é 😀");
}

TEST_CASE("durations are short") {
  using namespace std::chrono_literals;
  CHECK(short_text(std::nullopt) == "-");
  CHECK(short_text(0ns) == "0.0s");
  CHECK(short_text(-5s) == "0s");
  CHECK(short_text(9940ms) == "9.9s");
  CHECK(short_text(59s) == "59s");
  CHECK(short_text(60s) == "1m");
  CHECK(short_text(3599s) == "59m 59s");
  CHECK(short_text(2h + 5min) == "2h 5m");
  CHECK(short_text(76h) == "3d 4h");
}

TEST_CASE("the last page shows a report's bytes, its document, and what the service said") {
  auto detail = child_detail();
  detail.last_report_hex = "a1186461";
  const auto page = last_page(detail, {});
  CHECK_THAT(page, Contains("4 bytes of report") && Contains("  a1186461"));
  CHECK_THAT(page, Contains("InvalidPayload") && Contains("no such metric") && Contains("\"header\""));
  detail.last_report_hex = "7b7d";
  CHECK_THAT(last_page(detail, {}), Contains("2 bytes") && Contains("\n  {}\n"));
  detail.last_report_hex.clear();
  CHECK_THAT(last_page(detail, {}), Contains("not at hand") && Contains("last fault: nan at byte 96"));
  detail.last_fault = detail.row.why;
  CHECK_THAT(last_page(detail, {}), !Contains("last fault"));  // said already
}

TEST_CASE("the page marks learned children, and what is only published") {
  auto snapshot = gateway_snapshot();
  snapshot.children[0].learned = true;
  snapshot.totals.outcomes.no_verdict = 3;
  snapshot.uplink.verdicts = false;
  std::string page = gateway_page(snapshot, {});
  CHECK_THAT(page, Catch::Contains("CHILD              LEARNED  FROM"));
  CHECK_THAT(page, Catch::Contains(snapshot.children[0].thing + "  yes "));
  CHECK_THAT(page, Catch::Contains("  PUBLISHED  WAITING"));
  CHECK_THAT(page, Catch::Contains(", 3 published\n"));
  snapshot.uplink.verdicts = true;
  page = gateway_page(snapshot, {});
  CHECK_THAT(page, Catch::Contains("  NO VERDICT  WAITING"));
  CHECK_THAT(page, Catch::Contains(", 3 without a verdict\n"));
}
