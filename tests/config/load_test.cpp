#include <catch2/catch.hpp>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "gateway/config/fleet_schema.hpp"
#include "gateway/config/load/load.hpp"
#include "gateway/config/problems_json.hpp"
#include "tests/config/small_fleet.hpp"
#include "tests/config/small_protocols.hpp"

namespace gatewarden::config {
namespace {

using small::kNoVariables;
using small::kStart;
using small::load_fleet;

bool only_code(const Problems& problems, const std::string& code) {
  return problems.size() == 1 && problems.list().front().code == code;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

TEST_CASE("30,000 children, each on a line of its own, load in seconds") {
  std::string text = kStart + "children:\n";
  for (int i = 0; i < 30'000; ++i) {
    const std::string number = std::to_string(i);
    text += "  - { thing: \"press-" + number + "\", profile: press, link: site, topic: \"s/" + number +
            "/t\" }\n";
  }
  const double start = cpu_seconds();
  const Loaded loaded = load_fleet(text);
  const double took = cpu_seconds() - start;
  CHECK(to_text(loaded.problems) == "");
  CHECK(loaded.fleet.children.size() == 30'000);
  INFO("30,000 entries: " << took << " s of CPU");
  CHECK(took < 60);  // checks the growth only: sanitizer builds are ten times slower
}

TEST_CASE("30,000 children of one entry load like one") {
  const double start = cpu_seconds();
  const Loaded loaded = load_fleet(kStart +
                                   "children: [ { thing: \"press-{id}\", profile: press, link: site, topic: "
                                   "\"s/{id}/t\", ids: 1-30000 } ]");
  const double took = cpu_seconds() - start;
  CHECK(to_text(loaded.problems) == "");
  REQUIRE(loaded.fleet.children.size() == 30'000);
  CHECK(loaded.fleet.children.back().thing.text() == "press-30000");
  CHECK(std::any_cast<small::Topic>(loaded.fleet.children.back().address).topic == "s/30000/t");
  INFO("30,000 by a range: " << took << " s of CPU");
  CHECK(took < 60);
}

TEST_CASE("a fleet of more than 100,000 children is refused") {
  const Loaded loaded = load_fleet(
      kStart +
      "children: [ { thing: \"p-{id}\", profile: press, link: site, topic: \"{id}\", ids: 1-99999 }," +
      "{ thing: \"q-{id}\", profile: press, link: site, topic: \"{id}\", ids: [a, b] } ]");
  CHECK(only_code(loaded.problems, "F039"));
}

TEST_CASE("what a profile says in its protocol's words reaches each of its values, and the adapter") {
  const Loaded loaded = load_fleet(R"(
gateway: { thing: plant7-gw }
profiles:
  one: { modbus: { base: 1 }, metrics: { power_w: { from: { holding: 40 } }, reachable: {} } }
  zero: { metrics: { power_w: { from: { holding: 40 } } } }
)");
  CHECK(to_text(loaded.problems) == "");
  REQUIRE(loaded.fleet.profiles.size() == 2);
  const Profile& one = loaded.fleet.profiles[0];
  CHECK(std::any_cast<small::ModelKeys>(one.settings).base == 1);
  CHECK(std::any_cast<small::Register>(one.from[0]).holding == 39);
  CHECK_FALSE(one.from[1].has_value());
  CHECK_FALSE(loaded.fleet.profiles[1].settings.has_value());
  CHECK(std::any_cast<small::Register>(loaded.fleet.profiles[1].from[0]).holding == 40);
  CHECK(one.fingerprint != loaded.fleet.profiles[1].fingerprint);
}

TEST_CASE("a file of more than 32 MB is refused before it is read") {
  const Loaded loaded = load_fleet("#" + std::string(33 * 1024 * 1024, 'x'));
  CHECK(only_code(loaded.problems, "F003"));
}

TEST_CASE("two million values are refused, not kept") {
  std::string text = "gateway: { thing: x }\nchildren: [";
  for (int i = 0; i < 2'000'100; ++i) text += "1,";
  const Loaded loaded = load_fleet(text + "]");
  CHECK(only_code(loaded.problems, "F003"));
}

TEST_CASE("nesting a hundred thousand levels deep is refused without using the stack") {
  const std::size_t deep = 100'000;
  const Loaded closed = load_fleet("links: " + std::string(deep, '[') + std::string(deep, ']'));
  CHECK(only_code(closed.problems, "F003"));
  CHECK_FALSE(load_fleet(std::string(deep, '[')).problems.empty());
  CHECK_FALSE(load_fleet("a: " + std::string(deep, '{')).problems.empty());
  std::string lines = "links:\n";
  for (int i = 1; i < 2'000; ++i) lines += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  CHECK(only_code(load_fleet(lines).problems, "F003"));
}

TEST_CASE("of many errors the first ones are told, and how many more there are") {
  std::string text = kStart + "children:\n";
  for (int i = 0; i < 5000; ++i) text += "  - { thing: m, profile: em24, link: hall-a, unit: 900 }\n";
  const Problems problems = load_fleet(text).problems;
  CHECK(problems.list().size() == Problems::kMaxShown);
  CHECK(problems.list().front().place.line == 11);
  CHECK(problems.size() > 5000);
  const std::string said = to_text(problems);
  CHECK(std::count(said.begin(), said.end(), '\n') == 201);
  CHECK_THAT(said, Catch::EndsWith("and " + std::to_string(problems.size() - 200) + " more errors\n"));
  CHECK(to_json(problems).size() == 200);
}

TEST_CASE("no error carries a character of a file or of its name that a terminal would obey") {
  const std::string foul = "\x1b]0;owned\x07\n\u202e\xff";
  const Loaded loaded = load_text("gateway: { thing: x, \"k\u009b\": 1 }\ninclude: [y]\n", foul + ".yaml",
                                  small::adapters(), kNoVariables);
  const std::string said = to_text(loaded.problems);
  CHECK_THAT(said, Catch::StartsWith("\\x1b]0;owned\\x07\\x0a\\u{202e}\\xff.yaml:1:22: error F029"));
  CHECK(std::count(said.begin(), said.end(), '\n') == 1);
  CHECK(to_json(loaded.problems).dump().find("owned") != std::string::npos);  // or it throws
}

TEST_CASE("of more links or profiles than are taken only that is told, not each child that uses one") {
  for (const std::string section : {"links", "profiles"}) {
    INFO(section);
    std::string text = "gateway: { thing: plant7-gw }\n" + section + ":\n";
    for (int i = 0; i < 10'001; ++i) {
      const std::string value = section == "links" ? "modbus: { tcp: h }" : "metrics: { reachable: {} }";
      text += "  x" + std::to_string(i) + ": { " + value + " }\n";
    }
    const std::string others = section == "links" ? "profiles: { y: { metrics: { reachable: {} } } }\n"
                                                  : "links: { y: { modbus: { tcp: h } } }\n";
    const std::string child = section == "links" ? "profile: y, link: x1" : "profile: x1, link: y";
    text +=
        others + "children: [ { thing: a, unit: 1, " + child + " }, { thing: b, unit: 2, " + child + " } ]\n";
    CHECK(only_code(load_fleet(text).problems, "F027"));
  }
}

TEST_CASE("a fleet from memory includes nothing") {
  const Loaded loaded = load_fleet("gateway: { thing: x }\ninclude: [/etc/hostname, x.csv]\n");
  CHECK(loaded.problems.size() == 2);
  CHECK(loaded.problems.list().front().code == "F001");
}

TEST_CASE("a missing main file is an error without a line") {
  const Loaded loaded = load("/nowhere/fleet.yaml", small::adapters(), kNoVariables);
  REQUIRE(only_code(loaded.problems, "F001"));
  CHECK(to_text(loaded.problems) ==
        "/nowhere/fleet.yaml: error F001: cannot be read: there is no such file\n");
}

TEST_CASE("a link's fingerprint changes with its settings, not with their order or place") {
  const auto fingerprint = [](const std::string& link) {
    const Loaded loaded = load_fleet("gateway: { thing: x }\nlinks: { a: " + link + " }\n");
    REQUIRE(loaded.fleet.links.size() == 1);
    return loaded.fleet.links[0].fingerprint;
  };
  const std::string before = fingerprint("{ modbus: { tcp: 10.0.0.5, timeout: 1s } }");
  CHECK(before == fingerprint("{modbus: {timeout: 1s,   tcp: 10.0.0.5}}"));
  CHECK(before != fingerprint("{ modbus: { tcp: 10.0.0.5, timeout: 2s } }"));
  CHECK(before != fingerprint("{ modbus: { tcp: 10.0.0.5 } }"));
}

TEST_CASE("a child's fingerprint does not change with its profile, its link or another child") {
  const auto fingerprint = [](const std::string& child) {
    const Loaded loaded = load_fleet(kStart + "  em25: { metrics: { reachable: {} } }\nchildren:\n" + child);
    REQUIRE(loaded.problems.empty());
    return loaded.fleet.children.back().fingerprint;
  };
  const auto before = fingerprint("  - { thing: m-3, profile: em24, link: hall-a, unit: 3 }\n");
  CHECK(before == fingerprint("  - { thing: m-3, profile: em25, link: hall-a, unit: 3 }\n"));
  CHECK(before == fingerprint("  - { thing: \"m-{unit}\", profile: em24, link: hall-a, unit: 1-3 }\n"));
  CHECK(before != fingerprint("  - { thing: m-3, profile: em24, link: hall-a, unit: 4 }\n"));
  CHECK(before != fingerprint("  - { thing: m-4, profile: em24, link: hall-a, unit: 3 }\n"));
}

TEST_CASE("an adapter's rule sees every address that could be read, whatever else is wrong with its child") {
  // M900 for b and for d: both stand on the unit of a.
  const Loaded loaded = load_fleet(kStart + R"(children:
  - { thing: a, profile: em24, link: hall-a, unit: 1 }
  - { thing: b, profile: nobody, link: hall-a, unit: 1 }
  - { thing: c, profile: em24, link: hall-a, unit: 900 }
  - { thing: d, profile: em24, link: hall-a, unit: 1 }
)");
  std::multiset<std::string> met;
  for (const Problem& problem : loaded.problems.list()) met.insert(problem.code);
  CHECK(met == std::multiset<std::string>{"F021", "F033", "M900", "M900"});
}

TEST_CASE("the gateway's own metrics are those that the host's adapter offers") {
  const std::vector<std::string> offered{"fans", "noise"};
  const auto load_with = [&](const std::string& metric) {
    const std::string text =
        "gateway: { thing: plant7-gw, host: { metrics: [" + metric + "] } }\nuplink: { stdout: {} }\n";
    return load_text(text, "fleet.yaml", {small::both(), offered}, kNoVariables);
  };
  const Loaded taken = load_with("noise");
  CHECK(to_text(taken.problems) == "");
  CHECK(taken.fleet.gateway.host.metrics == std::vector<std::string>{"noise"});
  CHECK(only_code(load_with("cpu").problems, "F024"));
  const nlohmann::json schema = fleet_schema({small::both(), offered});
  CHECK(schema.dump().find(R"("enum":["fans","noise"])") != std::string::npos);
}

// Every key in an editor has a title and a sentence.
void check_described(const nlohmann::json& schema, const std::string& path) {
  for (const auto& [name, value] : schema.items()) {
    if (name == "properties") {
      for (const auto& [key, inner] : value.items()) {
        INFO(path + "." + key);
        CHECK(inner.contains("title"));
        CHECK(inner.value("description", "").size() > 3);
        check_described(inner, path + "." + key);
      }
    } else if (value.is_object()) {
      check_described(value, path + "/" + name);
    } else if (value.is_array()) {
      for (const auto& each : value) {
        if (each.is_object()) check_described(each, path + "/" + name);
      }
    }
  }
}

TEST_CASE("the schema describes every key, its range and its default") {
  const nlohmann::json schema = fleet_schema(small::adapters());
  check_described(schema, "");
  const auto& interval = schema["properties"]["gateway"]["properties"]["reports"]["properties"]["interval"];
  CHECK(interval["default"] == "5m");
  CHECK(interval["description"].get<std::string>().find("a duration from 1s to 1d") != std::string::npos);
  CHECK(schema["properties"]["children"]["items"]["anyOf"].size() == 2);
  CHECK(schema["properties"]["links"]["additionalProperties"]["properties"].contains("modbus"));
}

}  // namespace
}  // namespace gatewarden::config
