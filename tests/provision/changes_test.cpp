#include "gateway/provision/needs/changes.hpp"

#include <catch2/catch.hpp>

#include "gateway/base/text/json_text.hpp"
#include "gateway/provision/needs/manifest.hpp"
#include "tests/provision/plant.hpp"

namespace gatewarden::provision {
namespace {

std::string told(const Needs& before, const Needs& now) {
  const Request request = in_account();
  return to_text(changes({before, request}, {now, request}));
}

TEST_CASE("the same fleet changes nothing") { CHECK(told(plant(), plant()) == "  nothing changes\n"); }

TEST_CASE("things that come and go are named, the first ten of them") {
  Needs now = plant();
  now.devices = devices("plant7-gw:meter-", 15);
  CHECK(told(plant(), now) ==
        "  13 things are new: plant7-gw:meter-3, plant7-gw:meter-4, plant7-gw:meter-5, plant7-gw:meter-6, "
        "plant7-gw:meter-7, plant7-gw:meter-8, plant7-gw:meter-9, plant7-gw:meter-10, plant7-gw:meter-11, "
        "plant7-gw:meter-12 and 3 more\n");
  CHECK(told(now, plant()).find("13 things report no more: plant7-gw:meter-3") != std::string::npos);
  CHECK(told(plant(), now).find("delete-thing") == std::string::npos);
}

TEST_CASE("another name in the same place is a rename, and a second identity") {
  Needs now = plant();
  now.devices = {{"plant7-gw:main", "hall-a unit 1"}, {"plant7-gw:meter-2", "hall-a unit 2"}};
  CHECK(
      told(plant(), now) ==
      "  1 thing is renamed: plant7-gw:meter-1 to plant7-gw:main\n"
      "  what reports no more stays registered until you delete it: aws iot delete-thing --thing-name NAME\n"
      "  WARNING a rename: plant7-gw:meter-1 to plant7-gw:main. To AWS these are other devices: what is wrong with one "
      "is two violations, of which the old name's stays open for two days without a report, and in the history for "
      "14\n");
  now.devices[0].place = "hall-b unit 1";  // another device, for all that is known
  CHECK(told(plant(), now).find("WARNING") == std::string::npos);
  now.devices[0].place = "";
  CHECK(told(plant(), now).find("WARNING") == std::string::npos);
}

TEST_CASE("two things of one place are renamed one to one") {
  Needs before = plant(), now = plant();
  before.devices = {{"a", "line unit 1"}, {"b", "line unit 1"}};
  now.devices = {{"c", "line unit 1"}};
  CHECK(told(before, now).find("1 thing is renamed: a to c\n") != std::string::npos);
  CHECK(told(before, now).find("1 thing reports no more: b\n") != std::string::npos);
}

TEST_CASE("who enters or leaves the registry is another device to AWS") {
  Request outside = in_account();
  outside.attach = Attach::unregistered;
  const Needs needs = plant();
  const std::string in = to_text(changes({needs, outside}, {needs, in_account()}));
  CHECK(in.find("WARNING a registration: the children were unknown to the registry and enter it.") !=
        std::string::npos);
  CHECK(in.find("the security profile covers: unregistered, now group") != std::string::npos);
  const std::string out = to_text(changes({needs, in_account()}, {needs, outside}));
  CHECK(out.find("WARNING a registration: the children leave the registry.") != std::string::npos);
}

TEST_CASE("a metric of another type is warned of, since AWS never changes one") {
  Needs now = plant();
  now.metrics = {{"firmware", "number"}, {"power_w", "number"}};
  const std::string text = told(plant(), now);
  CHECK(text.find("1 custom metric is new: power_w\n") != std::string::npos);
  CHECK(text.find("1 custom metric is not used any more: reachable\n") != std::string::npos);
  CHECK(text.find("WARNING another type: firmware from string-list to number. AWS never changes") !=
        std::string::npos);
}

TEST_CASE("another format needs the policy first") {
  Needs now = plant();
  now.format = Format::cbor;
  CHECK(told(plant(), now).find("format of reports: json, now cbor\n  WARNING another format") !=
        std::string::npos);
}

TEST_CASE("a manifest remembers all of a fleet and of what was asked for") {
  Manifest manifest{plant(), in_account(), {"policy.json"}};
  manifest.needs.learnt = {"plant7-gw:*"};
  manifest.needs.mirrors = {"x/{thing}"};
  manifest.needs.events = {"firmware"};
  manifest.needs.silence = std::chrono::seconds(900);
  manifest.needs.format = Format::cbor;
  manifest.needs.hears_accepted = manifest.needs.gateway_reports = false;
  manifest.needs.defender = manifest.needs.registered = false;
  manifest.needs.authorizer = manifest.needs.stand_in = true;
  manifest.request.attach = Attach::all;
  manifest.request.alerts_to = "arn";
  manifest.request.export_to = "t";
  const auto read = read_manifest(json_page(to_json(manifest)));
  REQUIRE(read);
  CHECK(read->needs == manifest.needs);
  CHECK(read->request == manifest.request);
  CHECK(read->files == manifest.files);
}

TEST_CASE("what is no manifest is refused, and what is missing in one is no crash") {
  for (const char* text : {"", "[]", "{}", "{\"gatewarden_provision\":2}", "{\"gatewarden_provision\":\"1\"}",
                           "{\"gatewarden_provision\":1}", "{\"gatewarden_provision\":1,\"region\":3}"}) {
    CAPTURE(text);
    CHECK_FALSE(read_manifest(text));
  }
  const auto read = read_manifest(
      R"({"gatewarden_provision":1,"region":"eu-central-1","account":"123456789012","things":[1,["a"],["a",2],["a","b"]],"files":"x"})");
  REQUIRE(read);
  CHECK(read->needs.devices == std::vector<Device>{{"a", "b"}});
}

}  // namespace
}  // namespace gatewarden::provision
