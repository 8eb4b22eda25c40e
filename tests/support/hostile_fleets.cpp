#include "tests/support/hostile_fleets.hpp"

#include <fstream>
#include <random>

namespace gatewarden::test {
namespace {

// Every second text is repeated, with its number in place of # (and of 250 times % plus @).
using Texts = std::vector<std::string>;

constexpr const char* kTable = "children.csv";
const std::string kStart = "gateway: { thing: gw }\nuplink: { file: { path: /tmp/x } }\n";
const std::string kProfiles =
    "profiles: { p: { metrics: { t: { from: { holding: 0, as: uint16 } } } }, q: { metrics: { t: { from: { json: /t } } "
    "} } }\n";
const std::string kOneOfEach =
    kStart + kProfiles +
    "links: { m: { modbus: { tcp: \"127.0.0.1:1\" } }, s: { mqtt: { broker: \"mqtt://localhost\" } } }\n";

std::string numbered(const std::string& text, std::size_t number) {
  std::string all;
  for (const char c : text) {
    if (c == '#') all += std::to_string(number);
    if (c == '@') all += std::to_string(number % 250);
    if (c == '%') all += std::to_string(number / 250);
    if (c != '#' && c != '@' && c != '%') all += c;
  }
  return all;
}

std::string repeated(const std::string& start, const Texts& texts, std::size_t count) {
  std::string all = start;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i % 2 == 0) all += texts[i];
    for (std::size_t j = 0; i % 2 == 1 && j < count; ++j) all += numbered(texts[i], j);
  }
  return all;
}

struct Construct {
  const char* name;
  Texts texts;
  bool multiplies = false;
  std::size_t most = 0;
};

const std::vector<Construct> kTexts{
    {"variables that are never closed", {"x: \"", "${a:-", "\"\n"}},
    {"variables closed at the end", {"x: \"", "${a:-", "", "}", "\"\n"}},
    {"variables with defaults", {"x: \"", "${a:-b}", "\"\n"}},
    {"nested anchors",
     {"x: &a [&b [&c [&d [&e [&f [&g [&h [&i [&j [&k [&l [&m [&n [&o [&p [", "1, ", "1]]]]]]]]]]]]]]]]\n"}},
    {"anchors and their aliases", {"x: [", "&a# 1, *a#, ", "1]\n"}},
    {"aliases of a long text", {"x: [&a \"" + std::string(1000, 'x') + "\", ", "*a, ", "1]\n"}},
    {"keys that stand twice", {"x: { ", "a: 1, ", "a: 1 }\n"}},
    {"flow lists", {"x: [", "[1, 2], ", "1]\n"}},
    {"flow maps", {"x: [", "{a: 1, b: {}}, ", "1]\n"}},
    {"a long text", {"x: \"", "abcd ", "\"\n"}},
    {"a long text with credentials", {"links: \"a:", "b:", "@c\"\n"}},
    {"a long comment", {"# ", "${a:-b {c} ", "\n"}},
    {"quotes that are never closed", {"x: [", "'a', {b}c, ", "\"d\n"}},
    {"unset variables below a long key", {"\"" + std::string(900, 'k') + "\": [", "${X}, ", "1]\n"}},
    {"variables below a key that grows", {"\"", "k", "\": [", "${X}, ", "1]\n"}},
    {"indented lines", {"x:\n", "  - a\n", ""}},
    {"line ends", {"", "\n", "x: y\n"}},
    {"blanks", {"x: ", " ", "y\n"}},
    {"a long key", {"", "k", ": 1\n"}},
    {"words without an end", {"x: [", "k,", "\n"}},
    {"backslashes", {"x: \"", "\\", "\"\n"}},
    {"quotes that are doubled", {"x: '", "''", "'\n"}},
    {"a plain text of many lines", {"x: a\n", "  b\n", ""}},
    {"a block of many lines", {"x: |\n", "  line\n\n", ""}},
    {"a folded block of many lines", {"x: >\n", "  line\n\n", ""}},
    {"lists in lists", {"x: ", "[", "\n"}},
    {"maps in maps", {"x: ", "{a: ", "\n"}},
    {"dashes in a line", {"x:\n  ", "- ", "\n"}},
    {"keys of keys", {"x:\n  ", "? ", "\n"}},
    {"anchors in a line", {"x: ", "&a ", "1\n"}},
    {"tags in a line", {"x: ", "!t ", "1\n"}},
    {"documents", {"", "---\nx: 1\n", ""}},
};

const std::vector<Construct> kSections{
    {"unknown keys of a section", {"links: { a: { modbus: { tcp: h, ", "timeouf#: 1, ", "y: 1 } } }\n"}},
    {"keys of a section without values", {"links: { a: { modbus: { tcp: h, ", "k#, ", "y: 1 } } }\n"}},
    {"unknown keys at the top", {"", "profilez#: {}\n", ""}},
    {"links above what is taken",
     {kProfiles + "links:\n", "  l#: {}\n", "children:\n",
      "  - { thing: \"gw:#\", profile: p, link: l#, unit: 1 }\n", ""}},
    {"includes", {"include: [", "f#.yaml, ", "g]\n"}},
    {"metrics that are wrong",
     {"profiles:\n",
      "  p#: { metrics: { a: { from: { holding: 1, as: unt16, scal: 0,1 } }, b: {}, c: { typ: 1 } } }\n",
      ""}},
    {"one metric with two types",
     {"profiles:\n",
      "  p#: { metrics: { t: { from: { json: /t }, type: number } } }\n  q#: { metrics: { t: { from: { json: /t }, type: "
      "string-list } } }\n",
      ""}},
    {"labels",
     {"profiles: { p: { metrics: { t: { from: { holding: 1, labels: { ", "#: a#, ", "x: y } } } } } }\n"}},
    {"computed values",
     {"profiles: { p: { metrics: { t: { from: { compute: \"", "v# + ", "1\", of: { ", "v#: { holding: 1 }, ",
      "x: y } } } } } }\n"}},
    {"topics",
     {"links: { s: { mqtt: { broker: \"mqtt://h\", topics: [", "\"a/#/{id}\", ", "\"b/{id}\"] } } }\n"}},
    {"serial links", {kProfiles + "links:\n", "  l#: { modbus: { serial: /dev/serial/by-id/usb-# } }\n", ""}},
    {"links that are called at one port",
     {"links:\n", "  l#: { modbus: { dial_in: { listen: \"10.7.%.@:5020\" } } }\n", ""}},
    {"links that learn",
     {"profiles:\n", "  p#: { metrics: { reachable: {} } }\n", "links:\n",
      "  l#: { mqtt: { broker: \"mqtt://h\" }, unknown: { learn: { profile: p#, thing: \"gw:{id}\" } } }\n",
      ""}},
};

const std::vector<Construct> kChildren{
    {"children without anything", {"children: [", "{}, ", "{}]\n"}},
    {"children with unknown keys",
     {"children:\n", "  - { thimg: \"gw:#\", profil: p, lnk: m, unt: 1 }\n", ""}},
    {"unknown keys of a child",
     {"children: [ { thing: gw:a, profile: p, link: m, ", "k#: 1, ", "unit: 1 } ]\n"}},
    {"children of one name", {"children:\n", "  - { thing: gw:a, profile: p, link: m, unit: 1 }\n", ""}},
    {"children that are right",
     {"children:\n", "  - { thing: \"gw:#\", profile: q, link: s, topic: \"a/#\" }\n", ""}},
    {"children with misspelt profiles",
     {"children:\n", "  - { thing: \"gw:#\", profile: pe#, link: m, unit: 1 }\n", ""}},
    {"entries with large ranges",
     {"children:\n", "  - { thing: \"gw {id}\", profile: q, link: s, topic: \"a/{id}\", ids: 1-99999 }\n",
      ""},
     true},
    {"ranges that repeat a number",
     {"children:\n", "  - { thing: \"gw:{unit}\", profile: p, link: m, unit: \"1-99999,5\" }\n", ""}},
    {"one range of many parts",
     {"children: [ { thing: \"gw:{unit}\", profile: p, link: m, unit: \"", "#1-#3,", "0\" } ]\n"}},
    {"a large value for each of many children",
     {"children: [ { thing: \"gw:{id}\", profile: q, link: s, ids: 1-99999, topic: [", "\"a{id}\", ",
      "1] } ]\n"},
     true},
    {"placeholders",
     {"children: [ { thing: \"gw:{id}\", profile: q, link: s, ids: [a, b], topic: \"", "{id}", "\" } ]\n"}},
    {"placeholders that nothing fills in",
     {"children: [ { thing: \"gw:{id}\", profile: q, link: s, ids: [a, b], topic: \"", "{name} {",
      "\" } ]\n"}},
};

// As many metrics as a profile takes, each a read of its own.
const std::string kManyMetrics = [] {
  std::string all;
  for (int i = 0; i < 200; ++i)
    all += " m" + std::to_string(i) + ": { from: { holding: " + std::to_string(200 * i) + " } },";
  return all;
}();

// With names of their own.
const std::vector<Construct> kNames{
    {"profiles and children with misspelt names",
     {"links: { m: { modbus: { tcp: h } } }\nprofiles:\n",
      "  profile-number-#: { metrics: { reachable: {} } }\n", "children:\n",
      "  - { thing: \"gw:#\", profile: prefile-namber-x#, link: m, unit: 1 }\n", ""}},
    {"children on a misspelt link",
     {"profiles: { p: { metrics: { reachable: {} } } }\nlinks:\n",
      "  hall-#: { modbus: { tcp: 10.0.0.5 } }\n", "children:\n",
      "  - { thing: \"gw:#\", profile: p, link: hull-7, unit: 1 }\n", ""}},
    {"topics that take many wildcards",
     {"profiles: { q: { metrics: { t: { from: { json: /t } } } } }\nlinks: { s: { mqtt: { broker: \"mqtt://h\" } } }\n"
      "children:\n",
      "  - { thing: \"gw:#-{id}\", profile: q, link: s, ids: 1-8, topic: \"a#/b#-{id}\" }\n", ""}},
    {"patterns beside topics",
     {"profiles: { q: { metrics: { t: { from: { json: /t } } } } }\nlinks: { s: { mqtt: { broker: \"mqtt://h\", topics: [",
      "\"a#/{id}\", ", "\"b/{id}\"] } } }\nchildren:\n",
      "  - { thing: \"gw:#\", profile: q, link: s, topic: \"c#/d\" }\n", ""},
     false,
     999},
    {"links that read much",
     {"profiles: { p: { metrics: {" + kManyMetrics + " } } }\nlinks:\n", "  l#: { modbus: { tcp: h } }\n",
      "children:\n", "  - { thing: \"gw:#\", profile: p, link: l#, unit: 1 }\n", ""}},
    {"brokers and children",
     {"profiles: { q: { metrics: { t: { from: { json: /t } } } } }\nlinks:\n",
      "  l#: { mqtt: { broker: \"mqtt://h\" } }\n", "children:\n",
      "  - { thing: \"gw:#\", profile: q, link: l#, topic: t/# }\n", ""}},
};

// Of children, in a file of its own.
const std::vector<Construct> kTables{
    {"a table of children", {"thing,profile,link,topic\n", "gw:#,q,s,a/#\n", ""}},
    {"a table with misspelt profiles", {"thing,profile,link,unit\n", "gw:#,pe#,m,1\n", ""}},
    {"a table of rows that lack cells", {"thing,profile,link,unit\n", "gw:#,p\n", ""}},
    {"a table whose header is wide", {"thing", ",k#", "\n"}},
    {"a table with a row that is wide", {"thing,profile\n", "k#,", "\n"}},
    {"a table whose quotes are never closed", {"thing,profile\n\"", "a \"\"b\"\", ", "\n"}},
    {"a table of variables", {"thing,profile,link,topic\n", "gw:${X},q,s,${a:-\n", ""}},
};

void add(const std::string& start, const std::vector<Construct>& constructs, std::vector<HostileFleet>& all) {
  for (const Construct& each : constructs) {
    const auto text = [start, texts = each.texts](std::size_t count) {
      return repeated(start, texts, count);
    };
    all.push_back({each.name, text, {}, each.multiplies, each.most});
  }
}

}  // namespace

std::vector<HostileFleet> hostile_fleets() {
  std::vector<HostileFleet> all;
  add(kStart, kTexts, all);
  add(kStart, kSections, all);
  add(kOneOfEach, kChildren, all);
  add(kStart, kNames, all);
  std::vector<HostileFleet> tables;
  add("", kTables, tables);
  for (HostileFleet& each : tables) {
    const std::string main = kOneOfEach + "include: [" + kTable + "]\n";
    all.push_back({each.name, [main](std::size_t) { return std::string(main); }, std::move(each.text)});
  }
  return all;
}

namespace {

std::string text_at_random(std::uint32_t seed, std::size_t count) {
  static const Texts kWords{
      "thing",    "profile", "link",  "unit",   "topic",    "ids",   "modbus", "mqtt", "tcp",
      "broker",   "metrics", "from",  "json",   "holding",  "as",    "gw",     "p",    "m",
      "\"{id}\"", "${A:-1}", "1-4,7", "[1, 2]", "{ a: b }", "\"x\"", "a: b",   "'q'",  "&a 1",
      "*a",       "~",       "{",     "}",      "]",        "\"",    "${",     "-",    "localhost"};
  static const Texts kKeys{"children", "links", "profiles", "include", "uplink", "gateway"};
  std::mt19937 random(seed);
  const auto one_of = [&](const Texts& all) { return all[random() % all.size()]; };
  const auto chance = [&](unsigned of) { return random() % of == 0; };
  Texts parts(4);
  for (std::string& part : parts) {
    for (std::size_t i = random() % 6 + 1; i > 0; --i) part += one_of(kWords) + (chance(3) ? ": " : " ");
  }
  const bool flow = chance(2), list = chance(2);
  std::string text = kOneOfEach + one_of(kKeys) + (chance(3) ? "x" : "") + ":" +
                     (!flow  ? "\n"
                      : list ? " ["
                             : " {");
  for (std::size_t i = 0; i < count; ++i) {
    const std::string entry =
        (list ? "" : "k" + (chance(4) ? "" : std::to_string(i)) + ": ") + "{ " + one_of(parts) + " }";
    text += flow ? entry + ", " : (list ? "  - " : "  ") + entry + "\n";
  }
  return text + (!flow ? "" : list ? "]\n" : "}\n");
}

}  // namespace

HostileFleet random_fleet(std::uint32_t seed) {
  return {"words at random, seed " + std::to_string(seed),
          [seed](std::size_t count) { return text_at_random(seed, count); }};
}

std::size_t count_of(const HostileFleet& fleet, std::size_t bytes) {
  const auto size = [&](std::size_t count) {
    return fleet.text(count).size() + (fleet.table ? fleet.table(count).size() : 0);
  };
  std::size_t count = 64;
  while (size(count) < bytes) count += count / 5;
  return count;
}

std::filesystem::path written(const HostileFleet& fleet, std::size_t count,
                              const std::filesystem::path& folder) {
  if (fleet.table) std::ofstream(folder / kTable, std::ios::binary) << fleet.table(count);
  std::filesystem::path main = folder / "fleet.yaml";
  std::ofstream(main, std::ios::binary) << fleet.text(count);
  return main;
}

}  // namespace gatewarden::test
