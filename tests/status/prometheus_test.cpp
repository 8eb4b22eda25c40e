#include <catch2/catch.hpp>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "gateway/status/serve/prometheus_text.hpp"
#include "tests/status/fake_gateway.hpp"

using namespace gatewarden;
using namespace gatewarden::status;

namespace {

struct Exposition {
  std::map<std::string, std::string> types;  // family -> type
  std::map<std::string, double> series;      // name{labels} -> value
};

// Parses and checks the text format: HELP and TYPE once and before the series, a family's series together,
// no duplicates, valid names.
Exposition parse(const std::string& text) {
  static const std::regex kSeries(
      R"re(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{((,?[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*")*)\})? (\S+))re");
  Exposition read;
  std::set<std::string> helped, closed;
  std::string current;
  REQUIRE(!text.empty());
  REQUIRE(text.back() == '\n');
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    CAPTURE(line);
    std::istringstream words(line);
    std::string hash, kind, name, rest;
    if (line.rfind("# ", 0) == 0) {
      words >> hash >> kind >> name;
      std::getline(words, rest);
      REQUIRE((kind == "HELP" || kind == "TYPE"));
      REQUIRE(rest.size() > 1);
      if (kind == "HELP") {
        REQUIRE(helped.insert(name).second);
        if (!current.empty()) closed.insert(current);
        current = name;
      } else {
        REQUIRE(current == name);
        REQUIRE(read.types.emplace(name, rest.substr(1)).second);
      }
      continue;
    }
    std::smatch match;
    REQUIRE(std::regex_match(line, match, kSeries));
    REQUIRE(match[1].str() == current);
    REQUIRE(closed.count(current) == 0);
    REQUIRE(read.types.count(current) == 1);
    REQUIRE(read.series.emplace(match[1].str() + match[2].str(), std::stod(match[6].str())).second);
  }
  for (const auto& [family, type] : read.types) {
    CAPTURE(family, type);
    CHECK(family.rfind("gatewarden_", 0) == 0);
    const bool total = family.size() > 6 && family.substr(family.size() - 6) == "_total";
    CHECK(total == (type == "counter"));
  }
  return read;
}

std::string whole(GatewaySnapshot snapshot) {
  auto pieces = prometheus_text(std::make_shared<const GatewaySnapshot>(std::move(snapshot)));
  std::string text;
  while (pieces(text)) {
  }
  return text;
}

GatewaySnapshot totals() {
  auto snapshot = gateway_snapshot();
  snapshot.children.clear();
  return snapshot;
}

}  // namespace

TEST_CASE("the metrics follow the text format and say what the snapshot says") {
  const auto read = parse(whole(totals()));
  const std::string hall = "{link=\"hall-a\",protocol=\"modbus\",state=";
  CHECK(read.series.at("gatewarden_children" + hall + "\"online\"}") == 1);
  CHECK(read.series.at("gatewarden_children" + hall + "\"offline\"}") == 1);
  CHECK(read.series.at("gatewarden_children" + hall + "\"never_seen\"}") == 0);
  CHECK(read.series.at("gatewarden_reports_total{verdict=\"accepted\"}") == 14);
  CHECK(read.series.at("gatewarden_reports_total{verdict=\"rejected\"}") == 1);
  CHECK(read.series.at("gatewarden_reports_waiting") == 1);
  CHECK(read.series.at("gatewarden_uplink_connected") == 1);
  CHECK(read.series.at("gatewarden_uplink_events_total{event=\"publishes\"}") == 24);
  CHECK(read.series.at("gatewarden_link_connected{link=\"hall-a\",protocol=\"modbus\"}") == 1);
  CHECK(read.series.at("gatewarden_link_connected{link=\"site\",protocol=\"mqtt\"}") == 0);
  CHECK(read.series.at("gatewarden_link_samples_total{link=\"hall-a\",protocol=\"modbus\"}") == 4711);
  CHECK(read.series.at("gatewarden_dropped_total{reason=\"digits\"}") == 2);
  CHECK(read.series.at("gatewarden_start_time_seconds") == Approx(1790000000.123));
  CHECK(read.series.at(
            "gatewarden_build_info{version=\"0.1.0\",commit=\"0123456789ab\",thing=\"plant7-gw\"}") == 1);
}

TEST_CASE("what an operator alerts on is there: times, certificate, queues, learned children") {
  const auto series = parse(whole(totals())).series;
  CHECK(series.at("gatewarden_time_seconds") - series.at("gatewarden_start_time_seconds") == 51 * 3600 + 300);
  CHECK(series.at("gatewarden_clock_set") == 1);
  CHECK(series.at("gatewarden_report_interval_seconds") == 300);
  CHECK(series.at("gatewarden_report_last_accepted_timestamp_seconds") == Approx(1790000301.5));
  CHECK(
      series.at("gatewarden_certificate_expires_timestamp_seconds{connection=\"uplink\",role=\"client\"}") ==
      1790864000);
  CHECK(series.at("gatewarden_certificate_refused{connection=\"uplink\",role=\"client\"}") == 0);
  CHECK(series.at("gatewarden_uplink_in_flight") == 3);
  const std::string site = "{link=\"site\",protocol=\"mqtt\"";
  CHECK(series.at("gatewarden_link_learned_children" + site + "}") == 2);
  CHECK(series.at("gatewarden_link_learned_children_limit" + site + "}") == 100);
  CHECK(series.at("gatewarden_link_names_refused_total" + site + ",reason=\"too_fast\"}") == 7);
}

TEST_CASE("a reload that was refused is shown, with the time of the one that is in force") {
  auto snapshot = totals();
  snapshot.fleet_loaded = WallTime(std::chrono::milliseconds(1'790'003'600'250));
  snapshot.reload_age = std::chrono::seconds(40);
  for (const bool refused : {false, true}) {
    snapshot.reload_refused = refused ? "fleet.yaml:3:1: error F010" : "";
    const auto read = parse(whole(snapshot));
    CHECK(read.series.at("gatewarden_config_last_reload_successful") == (refused ? 0 : 1));
    const std::string when = "gatewarden_config_last_reload_success_timestamp_seconds";
    CHECK(read.types.at(when) == "gauge");
    CHECK(read.series.at(when) == Approx(1790003600.25).epsilon(1e-12));
  }
}

TEST_CASE("verdicts are told apart, and each stands from 0 on") {
  auto snapshot = totals();
  snapshot.totals.outcomes = {0, 9, 4, 3, 1, 0};
  const auto series = parse(whole(std::move(snapshot))).series;
  const auto of = [&series](const std::string& verdict) {
    return series.at("gatewarden_reports_total{verdict=\"" + verdict + "\"}");
  };
  CHECK(of("accepted") == 0);
  CHECK(of("rejected") == 2);
  CHECK(of("throttled") == 4);
  CHECK(of("refused") == 3);
  CHECK(of("outdated") == 1);
  CHECK(of("none") == 0);
}

TEST_CASE("of a way to the service, and of answers, that nobody wants there is no series that alarms") {
  auto snapshot = totals();
  snapshot.uplink.awaits_answers = false;
  snapshot.uplink.certificate_until.reset();
  const std::string unanswered = whole(snapshot);
  CHECK(unanswered.find("last_accepted") == std::string::npos);
  CHECK(unanswered.find("certificate_expires") == std::string::npos);
  CHECK(unanswered.find("gatewarden_uplink_connected 1") != std::string::npos);
  snapshot.uplink = {};
  snapshot.uplink.state = "off";
  CHECK(whole(snapshot).find("uplink") == std::string::npos);
}

TEST_CASE("without being asked there is no series per child") {
  for (const auto& [name, value] : parse(whole(totals())).series) {
    CHECK(name.find("meter") == std::string::npos);
  }
}

TEST_CASE("the series of many children, made in pieces, are one exposition") {
  FakeGateway gateway;
  gateway.populate(1001);
  gateway.shown.children[700].last_seen = std::nullopt;
  const auto read = parse(whole(gateway.shown));
  CHECK(read.series.at("gatewarden_child_online{thing=\"plant7-gw:meter-1000\"}") == 1);
  CHECK(read.series.at("gatewarden_child_reports_total{thing=\"plant7-gw:meter-0\",verdict=\"accepted\"}") ==
        12);
  CHECK(read.series.at("gatewarden_child_last_seen_age_seconds{thing=\"plant7-gw:meter-3\"}") == 1.5);
  CHECK(read.series.count("gatewarden_child_last_seen_age_seconds{thing=\"plant7-gw:meter-700\"}") == 0);
}

TEST_CASE("a hostile name cannot break out of its label") {
  auto snapshot = gateway_snapshot();
  snapshot.children[0].thing = "a\"} 1\ninjected_metric 7\n{b=\"\\";
  snapshot.links[0].link.counters = {{"x\"\n\xFF", 1}};
  const auto read = parse(whole(snapshot));
  CHECK(read.series.count("injected_metric") == 0);
}

TEST_CASE("what a link counts is a counter, what it has now is a gauge") {
  auto snapshot = totals();
  snapshot.links[0].link.counters = {{"subscriptions", 3},
                                     {"subscriptions_refused", 2},
                                     {"start_delay_max_us", 2500},
                                     {"air_coverage_percent", 66}};
  const std::string text = whole(std::move(snapshot));
  using Catch::Contains;
  CHECK_THAT(text, Contains("gatewarden_link_subscriptions{link=\"hall-a\",protocol=\"modbus\"} 3"));
  CHECK_THAT(text, Contains("gatewarden_link_air_coverage_percent{link=\"hall-a\",protocol=\"modbus\"} 66"));
  CHECK_THAT(text, Contains("delay=\"start_delay_max\"} 0.0025"));
  CHECK_THAT(text, Contains("event=\"subscriptions_refused\"} 2"));
}
