#include "gateway/app/reload/fleet_outline.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "adapters/host/host_metrics.hpp"
#include "gateway/app/reload/said_changes.hpp"
#include "gateway/app/reload/setting_changes.hpp"
#include "tests/app/population_rig.hpp"
#include "tests/support/serve_at_once.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using Texts = std::vector<std::string>;

namespace {

const std::string kPresses =
    "press: { every: 10s, metrics: { t: { from: { json: /t } } } }, door: { metrics: { open: { from: { json: /o } } } }";
const std::string kStandIn = "mqtt: { endpoint: \"127.0.0.1:1\", service: stand-in, tls: false }";

FleetOutline outline(const std::string& children, const std::string& profiles = kPresses,
                     const std::string& gateway = "", const std::string& uplink = "stdout: {}") {
  const config::Fleet fleet =
      load_fleet("gateway: { thing: gw, host: { enabled: false }" + gateway + " }\nuplink: { " + uplink +
                 " }\nlinks:\n  site: { mqtt: { broker: \"mqtt://192.0.2.1\" } }\n"
                 "  hall: { mqtt: { broker: \"mqtt://192.0.2.2\" } }\nprofiles: { " +
                 profiles + " }\nchildren: [" + children + "]\n");
  return {fleet, protocols(), host::host_metrics({})};
}

std::string child(const std::string& thing, const std::string& topic, const std::string& link = "site",
                  const std::string& profile = "press") {
  return "{ thing: \"gw:" + thing + "\", profile: " + profile + ", link: " + link + ", topic: " + topic +
         " },";
}

// Meters on two Modbus links.
config::Fleet meters(const std::string& children, const std::string& profiles) {
  return load_fleet(
      "gateway: { thing: gw, host: { enabled: false } }\nuplink: { stdout: {} }\nlinks:\n"
      "  hall: { modbus: { tcp: \"192.0.2.1:502\" } }\n  yard: { modbus: { tcp: \"192.0.2.2:502\" } }\n"
      "profiles: { " +
      profiles + " }\nchildren: [" + children + "]\n");
}

std::string meter(const std::string& thing, const std::string& link, const std::string& keys) {
  return "{ thing: \"gw:" + thing + "\", profile: em24, link: " + link + ", " + keys + " },";
}

// What is said of a reload must be what the reload does.
status::ReloadChanges said_and_done(const config::Fleet& before, const config::Fleet& now) {
  const auto outlined = [](const config::Fleet& fleet) {
    return FleetOutline(fleet, protocols(), host::host_metrics({}));
  };
  status::ReloadChanges said = changes(outlined(before), outlined(now));
  PopulationRig rig;
  test::serve_at_once(rig.population, before);
  const Population::Change done = test::serve_at_once(rig.population, now);
  CHECK(said.moved.count == done.moved.size());
  CHECK(said.removed.count + said.renamed.count + said.changed.count == done.removed);
  CHECK(said.added.count + said.renamed.count + said.changed.count == done.added);
  return said;
}

}  // namespace

TEST_CASE("of every child is said what became of it, and why it begins anew") {
  const std::string em24 = "em24: { metrics: { volts: { from: { holding: 0 } } } }";
  const std::string other = "em24: { metrics: { volts: { from: { holding: 2 } } } }";
  const auto before = meters(meter("m", "hall", "unit: 4, timeout: 300ms"), em24);
  struct Case {
    std::string entry, profiles, moved, changed;
  };
  for (const Case& each :
       {Case{meter("m", "hall", "timeout: 300ms, unit: 4"), em24, "", ""},
        Case{meter("m", "yard", "unit: 4, timeout: 300ms"), em24, "hall unit 4, now yard unit 4", ""},
        Case{meter("m", "hall", "unit: 4, timeout: 900ms"), em24, "",
             "hall unit 4: other keys of its entry changed"},
        Case{meter("m", "yard", "unit: 4, timeout: 900ms"), em24, "",
             "hall unit 4, now yard unit 4: other keys of its entry changed"},
        Case{meter("m", "hall", "unit: 4, timeout: 300ms"), other, "",
             "hall unit 4: its profile em24 changed"},
        Case{meter("m", "yard", "unit: 4, timeout: 300ms"), other, "",
             "hall unit 4, now yard unit 4: its profile em24 changed"},
        Case{meter("m", "hall", "unit: 4"), other, "",
             "hall unit 4: other keys of its entry changed, and its profile em24 changed"},
        Case{meter("m", "hall", "unit: 5, timeout: 900ms"), em24, "", "hall unit 4, now hall unit 5"},
        Case{meter("n", "hall", "unit: 4, timeout: 300ms"), em24, "", ""}}) {
    CAPTURE(each.entry, each.profiles);
    const auto said = said_and_done(before, meters(each.entry, each.profiles));
    const auto words = [](const status::Some<status::MovedChild>& some) {
      return some.count == 0 ? "" : changed_words(some.first.at(0));
    };
    CHECK(words(said.moved) == each.moved);
    CHECK(words(said.changed) == each.changed);
  }
}

TEST_CASE("who begins anew by a profile alone is told beside those of the file") {
  status::ReloadChanges told;
  tell_unlisted({{"gw", std::string(kHostLink)}, {"gw:p9", "site"}}, told);
  REQUIRE(told.changed.count == 2);
  CHECK(changed_words(told.changed.first[0]) == "gateway:host: what gateway.host reports changed");
  CHECK(changed_words(told.changed.first[1]) == "site: its profile changed");
}

TEST_CASE("an outline of the same fleet, in another order, shows no change") {
  const auto found =
      changes(outline(child("a", "1") + child("b", "2")), outline(child("b", "2") + child("a", "1")));
  CHECK(found.nothing());
  CHECK(found.aws.empty());
}

TEST_CASE("children that came, went, moved, changed and perhaps have another name are told by name") {
  const auto found = changes(outline(child("gone", "0") + child("moved", "1") + child("elsewhere", "2") +
                                     child("other", "3") + child("door-7", "doors/7") + child("same", "9")),
                             outline(child("same", "9") + child("new-2", "n2") + child("new-10", "n10") +
                                     child("moved", "1", "hall") + child("elsewhere", "22") +
                                     child("other", "3", "site", "door") + child("lobby", "doors/7")));
  CHECK(found.added.first == Texts{"gw:new-2", "gw:new-10"});
  CHECK(found.removed.first == Texts{"gw:gone"});
  REQUIRE(found.moved.count == 1);
  CHECK(found.moved.first[0].thing == "gw:moved");
  CHECK(found.moved.first[0].before == "site topic 1");
  CHECK(found.moved.first[0].now == "hall topic 1");
  REQUIRE(found.changed.count == 2);
  CHECK(found.changed.first[0].before + ", " + found.changed.first[0].now == "site topic 2, site topic 22");
  CHECK(found.changed.first[1].before + ", " + found.changed.first[1].now ==
        "site topic 3 as press, site topic 3 as door");
  REQUIRE(found.renamed.count == 1);
  CHECK(found.renamed.first[0].before + " " + found.renamed.first[0].now == "gw:door-7 gw:lobby");
  CHECK(found.renamed.first[0].place == "site topic doors/7");
}

TEST_CASE("of children that share a place as many are renamed as came and went") {
  const auto found = changes(outline(child("a", "x") + child("b", "x")), outline(child("c", "x")));
  CHECK(found.renamed.count == 1);
  CHECK(found.removed.count == 1);
  CHECK(found.added.count == 0);
}

TEST_CASE("what AWS must know is told as provision --diff tells it, if there is a way to AWS") {
  const auto before = outline(child("a", "1"), kPresses, "", kStandIn);
  const auto found = changes(
      before,
      outline(child("b", "1") + child("c", "2"),
              "press: { every: 10s, metrics: { t: { from: { json: /t } }, h: { from: { json: /h } } } }", "",
              kStandIn));
  for (const char* line : {"1 thing is new: gw:c", "1 thing is renamed: gw:a to gw:b",
                           "1 custom metric is new: h", "1 custom metric is not used any more: open"}) {
    CAPTURE(line);
    CHECK(std::count(found.aws.begin(), found.aws.end(), line) == 1);
  }
  REQUIRE(found.warnings.size() == 1);
  CHECK_THAT(found.warnings[0], Catch::Contains("two violations"));
  CHECK(changes(outline(child("a", "1")), outline(child("b", "2"))).aws.empty());
}

TEST_CASE("changed settings are told by their paths and values") {
  const auto found =
      changes(outline(""), outline("", "press: { every: 10s, metrics: { t: { from: { json: /temp } } } }",
                                   ", reports: { interval: 10m }", kStandIn));
  const Texts& said = found.settings.first;
  const auto has = [&](const std::string& text) {
    CAPTURE(said, text);
    CHECK(std::find(said.begin(), said.end(), text) != said.end());
  };
  has("gateway.reports.interval: 5m, now 10m");
  has("profiles.press.metrics.t.from.json: /t, now /temp");
  has("profiles.door: gone");
  has("uplink.mqtt: new");
  has("uplink.stdout: gone");
  CHECK(said.size() == 5);
}

TEST_CASE(
    "lists are compared as wholes, lists of sections one by one; long values are cut between characters") {
  CHECK(setting_changes(R"({"a":[1,2]})", R"({"a":[]})") == Texts{"a: [1,2], now none"});
  CHECK(setting_changes(R"({"u":[{"x":1},{"y":2}]})", R"({"u":[{"x":1},{"y":3}]})") ==
        Texts{"u[1].y: 2, now 3"});
  const std::string length(99, 'x');
  CHECK(setting_changes("{\"a\":\"b\"}", "{\"a\":\"" + length + "\u00fc\"}") ==
        Texts{"a: b, now " + length + "..."});
}
