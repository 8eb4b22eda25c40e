#include "gateway/greengrass/component_configuration.hpp"

#include <optional>

#include "gateway/greengrass/operations.hpp"
#include "tests/greengrass/nucleus_rig.hpp"
#include "tests/support/log_capture.hpp"

using namespace gatewarden;
using namespace gatewarden::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using greengrass::ComponentConfiguration;
using greengrass::Nucleus;
using Json = nlohmann::json;

namespace {

Nucleus either() { return GENERATE(Nucleus::classic, Nucleus::lite); }

FakeNucleus::Setup configured(Json fleet) {
  FakeNucleus::Setup setup;
  setup.configuration = Json{{"accessControl", Json::object()}, {"fleet", std::move(fleet)}};
  return setup;
}

// A component that wants `fleet`.
struct Reader {
  explicit Reader(NucleusRig& nucleus, std::string token = "AAAAAAAAAAAAAAAA")
      : rig(nucleus),
        configuration(
            std::make_shared<greengrass::Component>(
                rig.io, rig.clock, greengrass::Settings{rig.socket, std::move(token), rig.personality, 0},
                [this](const std::string& why) { refused = why; }),
            {"fleet", {"gateway", "links", "children", "include"}},
            [this](const std::string& text) { read.push_back(text); }) {}

  Json until_read(std::size_t count) {
    rig.until([&] { return read.size() >= count; });
    return Json::parse(read.back());
  }

  NucleusRig& rig;
  std::vector<std::string> read;
  std::optional<std::string> refused;
  ComponentConfiguration configuration;
};

Json children(int count) {
  Json all = Json::object();
  for (int i = 0; i < count; ++i)
    all["plant7-gw:meter-" + std::to_string(i)] = {{"profile", "em24"}, {"link", "hall"}, {"unit", i}};
  return all;
}

}  // namespace

TEST_CASE("a component reads its part of the configuration at its start") {
  NucleusRig rig(either(), configured({{"gateway", {{"thing", "gw"}}}, {"children", children(3)}}));
  Reader reader(rig);
  const Json fleet = reader.until_read(1);
  CHECK(fleet["gateway"]["thing"] == "gw");
  CHECK(fleet["children"].size() == 3);
  CHECK(reader.read.front().back() == '\n');
  CHECK(rig.fake.count().broken_rules == 0);
  rig.idle();
  CHECK(rig.fake.open_streams() == 1);  // of the changes
}

TEST_CASE("a component without that part reads nothing") {
  NucleusRig rig(either());
  Reader reader(rig);
  rig.until([&] { return !reader.read.empty(); });
  CHECK(reader.read.front().empty());
}

TEST_CASE("what lite does not hand out as a whole is read in parts, lists too") {
  const Json fleet{{"gateway", {{"thing", "gw"}}},
                   {"links", {{"links", {{"modbus", {{"tcp", "10.0.0.5"}}}}}}},
                   {"children", children(150)},
                   {"include", {"more.csv"}}};
  FakeNucleus::Setup setup = configured(fleet);
  setup.configuration["fleet"]["profiles"] = std::string(3000, 'x');  // together too long
  NucleusRig rig(Nucleus::lite, setup);
  Reader reader(rig);
  CHECK(reader.until_read(1) == fleet);
  CHECK(rig.fake.count().service_errors == 1);
}

TEST_CASE("the classic nucleus puts a list into an object, which is taken out") {
  const auto whole = greengrass::read_configuration(R"({"value":{"include":["a.csv"]}})", "include");
  REQUIRE(whole);
  CHECK(*whole == Json{"a.csv"});
  const auto named = greengrass::read_configuration(R"({"value":{"links":{"modbus":{}}}})", "links");
  REQUIRE(named);
  CHECK(named->contains("links"));
}

TEST_CASE("whole numbers that came back with a fraction are whole again") {
  const auto read = greengrass::read_configuration(
      R"({"value":{"unit":7.0,"scale":0.1,"list":[1e3,-2.0],"large":1e300}})", "fleet");
  REQUIRE(read);
  CHECK(read->dump() == R"({"large":1e+300,"list":[1000,-2],"scale":0.1,"unit":7})");
}

TEST_CASE("an answer that nests too deep is not taken") {
  const std::string deep = R"({"value":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  CHECK_FALSE(greengrass::read_configuration(deep, "fleet"));
  CHECK_FALSE(greengrass::read_configuration("[]", "fleet"));
}

TEST_CASE("a deployment is read once, after all its events") {
  NucleusRig rig(either(), configured({{"children", children(3)}}));
  Reader reader(rig);
  reader.until_read(1);
  const unsigned before = rig.fake.count().configuration_reads;
  Json deployed{{"fleet", {{"children", children(3)}}}};
  deployed["fleet"]["children"]["plant7-gw:meter-1"]["unit"] = 70;
  deployed["fleet"]["children"]["plant7-gw:meter-2"]["unit"] = 71;
  rig.fake.configure(deployed);
  rig.idle();
  rig.clock.advance(ComponentConfiguration::kGather);
  const Json fleet = reader.until_read(2);
  CHECK(fleet["children"]["plant7-gw:meter-2"]["unit"] == 71);
  rig.clock.advance(ComponentConfiguration::kGather);
  rig.idle();
  CHECK(rig.fake.count().configuration_reads == before + 1);
}

TEST_CASE("what changes between two parts is read again") {
  Json fleet{
      {"gateway", {{"thing", "gw"}}}, {"children", children(100)}, {"profiles", std::string(4000, 'x')}};
  NucleusRig rig(Nucleus::lite, configured(fleet));
  rig.fake.configuration_read = [&] {
    if (fleet["gateway"]["thing"] == "gw2") return;
    fleet["gateway"]["thing"] = "gw2";
    rig.fake.configure({{"fleet", fleet}});
  };
  Reader reader(rig);
  CHECK(reader.until_read(1)["gateway"]["thing"] == "gw");
  rig.clock.advance(ComponentConfiguration::kGather);
  CHECK(reader.until_read(2)["gateway"]["thing"] == "gw2");
}

TEST_CASE("a change elsewhere in the configuration is no change") {
  NucleusRig rig(either(), configured({{"children", children(1)}}));
  Reader reader(rig);
  reader.until_read(1);
  const unsigned before = rig.fake.count().configuration_reads;
  rig.fake.configure({{"fleet", {{"children", children(1)}}}, {"other", 1}});
  rig.idle();
  rig.clock.advance(ComponentConfiguration::kGather);
  rig.until([&] { return rig.fake.count().configuration_reads > before; });
  rig.idle();
  CHECK(reader.read.size() == 1);
}

TEST_CASE("a nucleus that is not there yet is waited for, and what changed meanwhile is read") {
  NucleusRig rig(either(), configured({{"children", children(1)}}));
  rig.fake.stop();
  const LogCapture log;
  Reader reader(rig);
  rig.until([&] { return log.text().find("configuration_unread") != std::string::npos; });
  const auto as_time_passes = [&](auto so) {
    rig.until([&] {
      rig.clock.advance(100ms);
      return so();
    });
  };
  as_time_passes([tries = 0]() mutable { return ++tries > 400; });
  CHECK(log.text().find("configuration_unread") == log.text().rfind("configuration_unread"));
  rig.fake.start("AAAAAAAAAAAAAAAA");
  as_time_passes([&] { return reader.read.size() == 1; });
  rig.fake.stop();
  rig.fake.configure({{"fleet", {{"children", children(2)}}}});
  rig.fake.start("AAAAAAAAAAAAAAAA");
  as_time_passes([&] { return reader.read.size() == 2; });
  CHECK_FALSE(reader.refused);
}

TEST_CASE("a refused token ends the waiting") {
  NucleusRig rig(Nucleus::classic);
  Reader reader(rig, "BBBBBBBBBBBBBBBB");
  rig.until([&] { return reader.refused.has_value(); });
  CHECK_THAT(*reader.refused, Contains("only a restart of the component"));
  CHECK(reader.read.empty());
}
