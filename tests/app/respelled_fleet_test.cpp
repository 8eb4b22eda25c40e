// A fleet file that says the same in other words: a running fleet that takes it up loses no counter.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "gateway/config/fleet_schema.hpp"
#include "tests/app/population_rig.hpp"
#include "tests/support/serve_at_once.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using Json = nlohmann::json;

namespace {

using Path = std::vector<std::string>;  // of keys; "*": every entry of a map or list
const std::string kEvery = "*";

// A key that has an old name, and the section it stands in.
struct OldName {
  Path section;
  std::string was, is;
};

// Out of the sections themselves, by the schema that they make: a new alias is found there.
void find_old_names(const Json& schema, const Path& path, std::vector<OldName>& found) {
  const auto below = [&](const Json& part, const std::string& key) {
    Path longer = path;
    if (!key.empty()) longer.push_back(key);
    find_old_names(part, longer, found);
  };
  if (!schema.is_object()) return;
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [key, value] : properties.items()) {
    if (!value.value("deprecated", false)) {
      below(value, key);
      continue;
    }
    const std::string before = "The old name of ", sentence = value.at("description");
    REQUIRE(sentence.starts_with(before));
    found.push_back({path, key, sentence.substr(before.size(), sentence.size() - before.size() - 1)});
  }
  for (const char* of_all : {"additionalProperties", "items"}) below(schema.value(of_all, Json()), kEvery);
  for (const Json& each : schema.value("anyOf", Json::array())) below(each, "");
}

std::vector<OldName> old_names() {
  std::vector<OldName> found;
  find_old_names(config::fleet_schema(adapters()), {}, found);
  return found;
}

// The sections of a fleet at such a path.
std::vector<Json*> places(Json& fleet, const Path& path) {
  std::vector<Json*> all{&fleet};
  for (const std::string& key : path) {
    std::vector<Json*> next;
    for (Json* each : all) {
      if (key == kEvery && each->is_structured()) {
        for (Json& entry : *each) next.push_back(&entry);
      } else if (each->is_object() && each->contains(key)) {
        next.push_back(&(*each)[key]);
      }
    }
    all = std::move(next);
  }
  return all;
}

// With a place for every section; the counters of its children are read in all the ways there are.
Json fleet() {
  return Json::parse(R"({
    "gateway": { "thing": "gw", "reports": {}, "host": { "enabled": false }, "log": {} },
    "uplink": [{ "stdout": {} }],
    "links": {
      "hall-a": { "modbus": { "tcp": "10.0.0.5" } },
      "site": {
        "mqtt": { "broker": "mqtt://10.0.0.6", "topics": ["press/{id}"] },
        "unknown": { "learn": { "profile": "press", "thing": "gw:{id}" } }
      }
    },
    "profiles": {
      "meter": {
        "modbus": { "identity": {}, "settings": { "holding": "200-205" } },
        "metrics": { "energy_wh": { "from": { "holding": 52, "as": "uint32" }, "aggregate": "delta" } }
      },
      "press": { "metrics": { "strokes": { "from": { "json": "/strokes" }, "aggregate": "delta" } } }
    },
    "children": [
      { "thing": "gw:meter-1", "profile": "meter", "link": "hall-a", "unit": 1 },
      { "thing": "gw:press-1", "profile": "press", "link": "site", "topic": "press/1" }
    ]
  })");
}

Json with(const OldName& key, const std::string& name, const Json& value) {
  Json made = fleet();
  for (Json* section : places(made, key.section)) (*section)[name] = value;
  return made;
}

bool loads(const Json& text) {
  return bool(config::load_text(text.dump(), "fleet.yaml", adapters(), config::Environment::of_process()));
}

// A value that the key may have.
Json fitting_value(const OldName& key) {
  for (const Json& each :
       {Json(2), Json("20ms"), Json("2m"), Json(true), Json("text"), Json(Json::object())}) {
    if (loads(with(key, key.is, each))) return each;
  }
  return nullptr;
}

std::string fingerprints(const config::Fleet& fleet) {
  std::string all;
  for (const auto& link : fleet.links) all += link.fingerprint;
  for (const auto& profile : fleet.profiles) all += profile.fingerprint;
  for (const auto& child : fleet.children) all += std::to_string(child.fingerprint);
  return all;
}

// Counters that have been read, and a report that has left.
struct Running : PopulationRig {
  explicit Running(const config::Fleet& fleet) {
    test::serve_at_once(population, fleet);
    for (const auto& [thing, metric] : counters) {
      growth(thing, metric, Number::natural(100));
      CHECK(growth(thing, metric, Number::natural(110)) == 10.0);
    }
  }
  void check_nothing_is_lost() {
    for (const auto& [thing, metric] : counters) {
      CAPTURE(thing);
      CHECK(growth(thing, metric, Number::natural(125)) == 15.0);
    }
  }
  std::vector<std::pair<std::string, std::string>> counters{{"gw:meter-1", "energy_wh"},
                                                            {"gw:press-1", "strokes"}};
};

// The fleet with a meter that is read so.
config::Fleet metered(const std::string& profile, const std::string& from) {
  return load_fleet(
      "gateway: { thing: gw, host: { enabled: false } }\nuplink: [{ stdout: {} }]\n"
      "links:\n  hall-a: { modbus: { tcp: 10.0.0.5 } }\n  site: { mqtt: { broker: \"mqtt://10.0.0.6\" } }\n"
      "profiles:\n  meter: { " +
      profile + "metrics: { energy_wh: { from: { " + from +
      " }, aggregate: delta } } }\n"
      "  press: { metrics: { strokes: { from: { json: /strokes }, aggregate: delta } } }\n"
      "children:\n  - { thing: \"gw:meter-1\", profile: meter, link: hall-a, unit: 1 }\n"
      "  - { thing: \"gw:press-1\", profile: press, link: site, topic: press/1 }\n");
}

// Of a text metric: it has no counter, and its child should not even notice.
std::string worded(const std::string& from) {
  const auto fleet = load_fleet(
      "gateway: { thing: gw }\nuplink: [{ stdout: {} }]\n"
      "links: { hall-a: { modbus: { tcp: 10.0.0.5 } } }\n"
      "profiles: { door: { metrics: { state: { from: { " +
      from +
      " } } } } }\n"
      "children: [ { thing: d-1, profile: door, link: hall-a, unit: 1 } ]\n");
  return fleet.profiles.at(0).fingerprint;
}

}  // namespace

TEST_CASE("a running fleet takes up every key under its old name and loses no counter") {
  const auto all = old_names();
  for (const char* known : {"turnaround", "misses", "outstanding"}) {
    CAPTURE(known);
    CHECK(std::any_of(all.begin(), all.end(), [&](const OldName& each) { return each.was == known; }));
  }
  for (const OldName& key : all) {
    CAPTURE(key.section, key.was, key.is);
    Json somewhere = fleet();
    REQUIRE_FALSE(places(somewhere, key.section).empty());
    const Json value = fitting_value(key);
    REQUIRE_FALSE(value.is_null());
    const config::Fleet now = load_fleet(with(key, key.is, value).dump());
    const config::Fleet then = load_fleet(with(key, key.was, value).dump());
    CHECK(fingerprints(now) == fingerprints(then));
    Running running(now);
    CHECK(test::serve_at_once(running.population, then).kept == 2);
    running.check_nothing_is_lost();
  }
}

TEST_CASE("a running fleet takes up another spelling of where a value is and does not notice") {
  const auto [was, is] = GENERATE(table<std::string, std::string>({
      {"holding: 52", "register: \"40053\""},
      {"holding: 52", "register: 40053"},
      {"holding: 52", "register: \"400053\""},
      {"holding: 52", "holding: 53, base: 1"},
      {"holding: 52", "holding: 0x34"},
      {"holding: 52", "as: uint16, order: ABCD, scale: 1.0, offset: 0, holding: 52, base: 0"},
      {"holding: 52", "holding: 52, no_value: []"},
      {"input: 0", "register: \"30001\""},
      {"holding: 52, no_value: sunspec", "holding: 52, no_value: [0xFFFF]"},
      {"holding: 52, no_value: [1, 0x8000]", "holding: 52, no_value: [-32768, 1]"},
      {"holding: 52, as: uint32, scale_from: 60", "register: 40053, as: uint32, scale_from: 40061"},
      {"holding: 52, every: 60s", "holding: 52, every: 1m"},
      {"compute: \"a + max(b, 2)\", of: { a: { holding: 1 }, b: { input: 0 } }",
       "compute: 'a+max( b,2 )', of: { b: { register: 30001 }, a: { holding: 2, base: 1 } }"},
  }));
  CAPTURE(was, is);
  const std::string every = "every: 30s, ", other = "every: 30000ms, ";
  Running running(metered(every, was));
  const auto change = test::serve_at_once(running.population, metered(other, is));
  CHECK(change.kept == 2);
  running.check_nothing_is_lost();
}

TEST_CASE("a running fleet takes up the defaults of a profile written out and does not notice") {
  Running running(metered("", "holding: 52"));
  CHECK(test::serve_at_once(running.population, metered("modbus: { base: 0, order: ABCD }, ", "holding: 52"))
            .kept == 2);
  running.check_nothing_is_lost();
}

TEST_CASE("a profile that counts from 1 instead loses no counter") {
  Running running(metered("", "holding: 52"));
  test::serve_at_once(running.population, metered("modbus: { base: 1 }, ", "holding: 53"));
  running.check_nothing_is_lost();
}

TEST_CASE("codes in hexadecimal are the same codes") {
  CHECK(worded("holding: 7, labels: { 0: unlocked, 16: locked }") ==
        worded("holding: 7, labels: { 0x10: locked, 0x0: unlocked }"));
  CHECK(worded("holding: 7, as: int16, labels: { -1: fault }") ==
        worded("holding: 7, as: int16, labels: { 0xFFFF: fault }"));
  CHECK(worded("holding: 7, flags: { 0: phase_lost, 10: overload }") ==
        worded("holding: 7, flags: { 0x0: phase_lost, 0xA: overload }"));
  CHECK(worded("holding: 7, labels: { 0: unlocked, 16: locked }") !=
        worded("holding: 7, labels: { 0: unlocked, 10: locked }"));
}

TEST_CASE("a counter that is read from the register beside it begins anew") {
  const auto [was, is] = GENERATE(table<std::string, std::string>({
      {"holding: 52", "register: 40052"},
      {"holding: 52", "holding: 52, base: 1"},
      {"holding: 0", "input: 0"},
      {"holding: 52, no_value: [1]", "holding: 52, no_value: [2]"},
      {"holding: 52, as: uint32, scale_from: 60", "register: 40053, as: uint32, scale_from: 40060"},
  }));
  CAPTURE(was, is);
  Running running(metered("", was));
  CHECK(test::serve_at_once(running.population, metered("", is)).kept == 1);
  CHECK_FALSE(running.growth("gw:meter-1", "energy_wh", Number::natural(125)));
}
