#include "gateway/config/reference/explain.hpp"

#include <catch2/catch.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "gateway/base/text/ascii.hpp"
#include "gateway/config/codes.hpp"
#include "gateway/config/reference/fleet_markdown.hpp"
#include "gateway/config/reference/topics.hpp"
#include "tests/config/small_protocols.hpp"

namespace gatewarden::config {
namespace {

using Catch::Contains;

std::string explained(const std::string& asked, std::size_t columns = 0) {
  CAPTURE(asked);
  const auto text = explain(asked, small::adapters(), columns);
  CHECK(text);
  return text ? *text : "";
}

std::string refused(const std::string& asked) {
  CAPTURE(asked);
  const auto text = explain(asked, small::adapters(), 0);
  CHECK_FALSE(text);
  return text ? "" : text.error();
}

// https://docs.github.com: small letters, no punctuation, blanks as hyphens.
std::string as_github_anchors(std::string heading) {
  heading = std::regex_replace(heading, std::regex("[^A-Za-z0-9 _-]"), "");
  for (char& c : heading) c = c == ' ' ? '-' : lower(c);
  return heading;
}

TEST_CASE("a key is explained with its meaning, range, default and an example") {
  CHECK(explained("links.NAME.modbus.timeout") == R"(links.NAME.modbus.timeout
    For one answer.
    value    a duration from 10ms to 1m
    default  timeout: 500ms
    example  timeout: 10s
)");
  CHECK_THAT(explained("gateway.thing"), Contains("needed   it has no default"));
  CHECK_THAT(explained("gateway.thing"), Contains("example  thing: plant7-gw"));
}

TEST_CASE("what has a name but is no key is explained: metrics of their own, aggregates") {
  CHECK_THAT(explained("reachable"), Contains("Metrics by their names") && Contains("reachable: 1, or 0"));
  CHECK_THAT(explained("delta"), Contains("Aggregates") && Contains("delta, their growth"));
  CHECK_THAT(explained("placeholders"), Contains("{id}, {link}, {profile}"));
  CHECK_THAT(refused("reachabel"), Contains("did you mean reachable?"));
  for (const Topic& topic : topics({})) {
    CAPTURE(topic.name);
    for (std::string word : topic.words) {
      if (word.ends_with("_total")) word = "_total";
      const bool told = std::any_of(topic.paragraphs.begin(), topic.paragraphs.end(),
                                    [&](const auto& text) { return text.find(word) != text.npos; });
      CHECK((told || word == "placeholders"));
    }
  }
}

TEST_CASE("names in a path are somebody's, placeholders, or left out") {
  const std::string timeout = explained("links.NAME.modbus.timeout");
  for (const char* path :
       {"links.<name>.modbus.timeout", "links.*.modbus.timeout", "links.hall-a.modbus.timeout",
        "links.hall.a.modbus.timeout", "links.modbus.timeout", "modbus.timeout", "timeout:"})
    CHECK(explained(path) == timeout);
  CHECK(explained("children[3].unit") == explained("children.unit"));
  CHECK_THAT(explained("children[3].unit"), Contains("a range (1-4,7) or a list"));
  CHECK(explained("uplink[0].mqtt.endpoint") == explained("uplink.mqtt.endpoint"));
  CHECK(explained("links.hall-a") == explained("links"));
  CHECK_THAT(explained("profiles.metrics.from"), Contains("From a register") && Contains("From JSON"));
  CHECK_THAT(explained("profiles.em24.metrics.power.from.holding"), Contains("A holding register."));
}

TEST_CASE("a key's name alone finds every place, and an old name the key") {
  const std::string every = explained("keys");
  CHECK_THAT(every, Contains("gateway.reports.keys\n") && Contains("uplink.mqtt.mirrors.keys\n"));
  CHECK_THAT(explained("misses"), Contains("links.NAME.modbus.offline_after\n"));
  CHECK_THAT(explained("misses"), Contains("once called  misses"));
}

TEST_CASE("a section shows its keys, those it needs first, and the rules between them") {
  const std::string uplink = explained("uplink");
  CHECK_THAT(uplink, Contains("    Exactly one of mqtt, greengrass, file, stdout.\n"));
  CHECK_THAT(uplink, Contains("More of one: gatewarden explain uplink.mqtt\n"));
  const std::string broker = explained("links.mqtt");
  CHECK(broker.find("Needed. Where it is.") < broker.find("username"));
}

TEST_CASE("every error code is explained, in any case of letters") {
  for (const CodeEntry& entry : codes())
    CHECK(explained(entry.code) ==
          std::string(entry.code) + ": " + entry.what + "\n    " + entry.remedy + "\n");
  CHECK(explained("f020") == explained("F020"));
  CHECK_THAT(explained("M900"), Contains("two units share one address"));
  CHECK(refused("F099") == "no error code is called \"F099\"; `gatewarden explain` says what there is");
}

TEST_CASE("after errors the first key that is known is worth a question, else a code") {
  Problems problems;
  problems.add({"F010", {}, "links.hall-a.modbus.tmout", "", "", ""});
  CHECK(to_explain(problems, small::adapters()) == "F010");
  problems.add({"F021", {}, "children[3].unit", "", "", ""});
  problems.add({"F020", {}, "links.hall-a.modbus.timeout", "", "", ""});
  CHECK(to_explain(problems, small::adapters()) == "children.unit");
}

TEST_CASE("what nothing is called is answered with what was meant") {
  CHECK_THAT(refused("links.hall-a.modbs.timeout"), Contains("did you mean links.NAME.modbus.timeout?"));
  CHECK_THAT(refused("timout"), Contains("did you mean timeout?"));
  CHECK_THAT(refused("csvs"), Contains("did you mean csv?"));
  CHECK_THAT(refused("xyzzy"), Contains("`gatewarden explain` says what there is"));
  CHECK_THAT(refused(std::string(5000, '.')), Contains("`gatewarden explain` says what there is"));
  CHECK_THAT(refused("\x1b[2J"), !Contains("\x1b"));
}

TEST_CASE("without a word it shows the first keys and how to go on") {
  const std::string text = explained("");
  for (const char* key :
       {"gateway ", "uplink ", "links ", "profiles ", "children ", "include ", "csv ", "F020 "})
    CHECK_THAT(text, Contains(std::string("\n    ") + key));
  CHECK_THAT(explained("csv"), Contains("thing, profile, link, ids, unit, topic"));
  CHECK_THAT(explained("include"), Contains("value    a list") && Contains("Included files"));
}

TEST_CASE("no line is wider than the terminal, but for a word that is") {
  for (const char* asked : {"", "gateway.http", "csv", "F014", "children"}) {
    std::istringstream lines(explained(asked, 60));
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      const bool broken_where_it_can = line.size() <= 60 || line.find_last_of(' ') < 32;
      CHECK((broken_where_it_can || line.find("example") != std::string::npos));
    }
  }
}

TEST_CASE("the page of all keys has every key, and every link in it a heading") {
  const std::string page = fleet_markdown(small::adapters());
  CHECK_THAT(page, Contains("## `links.NAME.modbus`: Modbus link\n"));
  CHECK_THAT(
      page,
      Contains("| `timeout` | For one answer. | a duration from 10ms to 1m; default `500ms` | `10s` |"));
  CHECK_THAT(page, Contains("| `offline_after` (once `misses`) |"));
  CHECK_THAT(page, Contains("[Modbus link](#linksnamemodbus-modbus-link)"));
  std::set<std::string> headings, links;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## ")) headings.insert(as_github_anchors(line.substr(3)));
  }
  const std::regex link(R"(\]\(#([^)]*)\))");
  for (auto at = std::sregex_iterator(page.begin(), page.end(), link); at != std::sregex_iterator(); ++at)
    links.insert((*at)[1]);
  CHECK(links == headings);  // the list at the top has all of them
}

}  // namespace
}  // namespace gatewarden::config
