// Whatever stands in a fleet file, in the names of its files, in a report or on the command line, no command prints it raw.
#include <catch2/catch.hpp>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "gateway/app/commands/commands.hpp"
#include "gateway/base/text/json_text.hpp"
#include "tests/support/hostile_text.hpp"
#include "tests/support/log_capture.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace gatewarden::test;

namespace {

struct Printed {
  int code = 0;
  std::string out, err;
};

class Catching {
 public:
  Catching(std::ostream& stream) : stream_(stream), before_(stream.rdbuf(caught_.rdbuf())) {}
  ~Catching() { stream_.rdbuf(before_); }
  Catching(const Catching&) = delete;
  Catching& operator=(const Catching&) = delete;
  std::string text() const { return caught_.str(); }

 private:
  std::ostream& stream_;
  std::ostringstream caught_;
  std::streambuf* before_;
};

// As main() does it.
Printed run(std::vector<std::string> words) {
  CommandLine line("A program.", "gatewarden", "gatewarden 1");
  const Command program = line.root();
  program.needs_a_command();
  Chosen chosen;
  add_commands(program, chosen);
  words.insert(words.begin(), "gatewarden");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  const Catching out(std::cout), err(std::cerr);
  const auto said = line.parse(static_cast<int>(arguments.size()), arguments.data());
  const int code = said ? (*said ? kFine : kConfiguration) : chosen();
  return {code, out.text(), err.text()};
}

Printed harmless(const std::vector<std::string>& words) {
  CAPTURE(words);
  Printed printed = run(words);
  require_harmless(printed.out);
  require_harmless(printed.err);
  return printed;
}

// A scalar of YAML in double quotes that stands for exactly this text; bytes that are not UTF-8 stay as they are.
std::string yaml_text(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(text, at);
    char escape[16];
    std::snprintf(escape, sizeof escape, "\\U%08x", static_cast<unsigned>(c));
    if (c == kNotText) {
      out += text[begin];
    } else if (c < 0x20 || c == '"' || c == '\\' || c >= 0x7F) {
      out += escape;
    } else {
      out += static_cast<char>(c);
    }
  }
  return out + '"';
}

// Each key's place takes the text in turn; most are wrong then, some are right.
struct Site {
  TemporaryFolder folder;

  std::string fleet(const std::string& name, const std::string& text, const std::string& place) const {
    const auto at = [&](const char* here, const std::string& otherwise) {
      return place == here ? yaml_text(text) : otherwise;
    };
    return folder.write(
        name,
        "gateway: { thing: " + at("gateway", "gw") + ", names: unregistered, state_directory: " +
            at("state", "state") + ", http: { listen: " + at("listen", "\"127.0.0.1:9464\"") + ", names: [" +
            at("names", "gw") + "] } }\n" + "uplink: { file: { path: " + at("file", "reports") + " } }\n" +
            "links:\n  " + at("link", "s") + ": { mqtt: { broker: " + at("broker", "\"mqtt://localhost\"") +
            ", client_id: " + at("client_id", "c") + ", topics: [" + at("topics", "\"x/{id}\"") +
            "] } }\n  m: { modbus: { tcp: " + at("tcp", "\"localhost:1502\"") +
            ", timeout: " + at("timeout", "1s") + " } }\n" + "profiles:\n  " + at("profile", "p") +
            ": { metrics: { " + at("metric", "t") + ": { from: { json: " + at("pointer", "/t") +
            " } } } }\n" + "  q: { every: 1s, metrics: { u: { from: { holding: 0, as: " + at("as", "uint16") +
            " } } } }\n" + "children:\n  - { thing: " + at("thing", "\"gw:a\"") +
            ", profile: " + at("of profile", place == "profile" ? yaml_text(text) : "p") +
            ", link: " + (place == "link" ? yaml_text(text) : "s") + ", topic: " + at("topic", "s/a") +
            " }\n  - { thing: \"gw:b\", profile: q, link: m, unit: " + at("unit", "1") + " }\n" +
            (place == "key" ? yaml_text(text) + ": 1\n" : "") +
            (place == "include" ? "include: [" + yaml_text(text) + "]\n" : ""));
  }
};

const std::vector<std::string>& places() {
  static const std::vector<std::string> kAll{
      "gateway",   "state",  "listen",     "names",   "file",    "link",   "broker",
      "client_id", "topics", "tcp",        "timeout", "profile", "metric", "pointer",
      "as",        "thing",  "of profile", "topic",   "unit",    "key",    "include"};
  return kAll;
}

// `look` gets each fleet file.
template <class Look>
void at_each_place(Look look) {
  const Site site;
  for (const std::string& place : places()) {
    for (const std::string& text : hostile_texts()) {
      CAPTURE(place, printable(text));
      look(site.fleet("fleet.yaml", text, place));
    }
  }
}

}  // namespace

TEST_CASE("check prints no text of a fleet file raw, wherever it stands") {
  int right = 0;
  at_each_place([&](const std::string& file) { right += harmless({"check", file}).code == kFine ? 1 : 0; });
  // So that what is printed of a right fleet was looked at, too: what cannot be seen makes it wrong.
  CHECK(right > 0);
}

TEST_CASE("check as JSON prints no text of a fleet file raw, wherever it stands") {
  at_each_place([](const std::string& file) {
    const Printed json = harmless({"check", "--json", file});
    REQUIRE(parse_json(json.out).is_object());
  });
}

TEST_CASE("plan, scan and probe print no text of a fleet file raw, wherever it stands") {
  const Site site;
  for (const std::string& place : places()) {
    for (const std::string& text : hostile_texts()) {
      CAPTURE(place, printable(text));
      (void)harmless({"plan", site.fleet("fleet.yaml", text, place)});
    }
    for (const char* text : {"\x1b]0;owned\x07", "a\nFORGED line", "\xE2\x80\xAE", "\xC2\x9B", "\xFF"}) {
      CAPTURE(place, printable(text));
      const std::string file = site.fleet("fleet.yaml", text, place);
      for (const std::string thing : {text, "gw:a", "gw:b", "s/a"}) (void)harmless({"plan", file, thing});
      for (const char* command : {"scan", "probe"})
        (void)harmless({command, "modbus", text, "--fleet", file, "--units", "none"});
    }
  }
}

TEST_CASE("no command prints the name of a file raw") {
  const Site site;
  for (const std::string& text : hostile_texts()) {
    if (text.find('\0') != std::string::npos || text.find('/') != std::string::npos) continue;
    CAPTURE(printable(text));
    const std::string missing = (site.folder.path() / text).string();
    for (const char* command : {"check", "plan", "decode", "run"}) (void)harmless({command, missing});
    REQUIRE(parse_json(harmless({"check", "--json", missing}).out).is_object());
    for (const char* command : {"status", "last", "forget"})
      (void)harmless({command, "gw:a", "--state-directory", missing});
    (void)harmless({"stand-in", "--record", missing + "/none", "--floor", text});
    (void)harmless({"stand-in", "--broker", text});

    const std::string there = site.fleet(text + ".yaml", "a", "key");
    (void)harmless({"check", there});
    REQUIRE(parse_json(harmless({"check", "--json", there}).out).is_object());
    const std::string including = site.folder.write("including.yaml", "include: [\"inc/*.yaml\"]\n");
    std::filesystem::create_directories(site.folder.path() / "inc");
    const std::string included = site.folder.write("inc/" + text + ".yaml", "nonsense: 1\n");
    (void)harmless({"check", including});
    std::filesystem::remove(included);
  }
}

TEST_CASE("decode prints nothing of a report raw, whatever its keys and texts are") {
  const Site site;
  for (const std::string& text : hostile_texts()) {
    CAPTURE(printable(text));
    std::string escaped;
    append_json_string(escaped, text);
    const std::string raw = "\"" + text + "\"";
    for (const std::string& word : {escaped, raw}) {
      const std::string file = site.folder.write(
          "report.json", "{\"header\":{\"report_id\":1,\"version\":" + word + "}," + word +
                             ":{},\"metrics\":{},\"custom_metrics\":{" + word + ":[{\"number\":1}],\"s\":[{" +
                             "\"string_list\":[" + word + "]}]}}");
      (void)harmless({"decode", file});
      (void)harmless({"decode", file, "--thing", text.substr(0, text.find('\0'))});
      const std::string record =
          site.folder.write("record.ndjson", "{\"thing\":" + word + ",\"gateway\":" + word +
                                                 ",\"time\":1,\"report\":{" + word + ":1}}\n");
      (void)harmless({"decode", record});
    }
    (void)harmless({"decode", site.folder.write("report.cbor", "\xA1\x62" + text)});
  }
}

TEST_CASE("no command prints raw what was typed") {
  for (const std::string& text : hostile_texts()) {
    const std::string word = text.substr(0, text.find('\0'));
    CAPTURE(printable(text));
    (void)harmless({word});
    (void)harmless({"scan", word});
    (void)harmless({"scan", "modbus", word, "--units", "none"});
    (void)harmless({"scan", "modbus", "tcp://localhost:1", "--units", word});
    (void)harmless({"probe", "modbus", "tcp://localhost:1", "--holding", word});
    (void)harmless({"probe", "modbus", "tcp://localhost:1", "--register", word});
    (void)harmless({"check", "--" + word});
    (void)harmless({"decode", "-", "--format", word});
    (void)harmless({"status", "--interval", word});
    (void)harmless({"schema", word});
    (void)harmless({"explain", word});
  }
}
