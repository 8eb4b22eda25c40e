#include "gateway/app/begin/fleet_draft.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "gateway/app/protocols.hpp"
#include "gateway/config/load/load.hpp"

using namespace gatewarden;
using namespace gatewarden::app;

namespace {

// What `check` may say of them, since whoever answered chose it.
const std::set<std::string> kChosen{
    "no way to the service: reports go to files or standard output only",
    "service: broker: reports go to a broker of your own, not to AWS, and nobody answers",
    "tls: false: reports travel readable by everybody on the way"};

std::vector<FleetDraft> every_draft() {
  std::vector<FleetDraft> drafts;
  using Uplink = FleetDraft::Uplink;
  for (const Uplink uplink : {Uplink::iot_core, Uplink::greengrass, Uplink::broker, Uplink::file}) {
    for (unsigned chosen = 0; chosen < 32; ++chosen) {
      const auto given = [chosen](unsigned bit, const char* text) { return chosen >> bit & 1U ? text : ""; };
      FleetDraft draft{.uplink = uplink, .thing = "cellar-gw"};
      draft.modbus_tcp = given(0, "10.0.0.5:502");
      draft.modbus_serial = given(1, "/dev/ttyUSB0");
      draft.mqtt = given(2, "mqtt://localhost:1883");
      const bool aws = uplink == Uplink::iot_core;
      draft.endpoint = aws ? "abc123-ats.iot.eu-central-1.amazonaws.com" : "broker.example:8883";
      draft.ca = aws ? "AmazonRootCA1.pem" : given(3, "ca.pem");
      if (aws || (chosen >> 4 & 1U)) {
        draft.certificate = "gw.pem";
        draft.private_key = "gw.key";
      }
      draft.report_file = "reports.ndjson";
      drafts.push_back(std::move(draft));
    }
  }
  return drafts;
}

}  // namespace

TEST_CASE("every combination of answers is a fleet file without errors or notes that surprise") {
  for (const FleetDraft& draft : every_draft()) {
    const std::string text = fleet_text(draft);
    CAPTURE(text);
    const auto loaded = config::load_text(text, "fleet.yaml", adapters(), config::Environment::of_process());
    CHECK(config::to_text(loaded.problems) == "");
    for (const std::string& note : loaded.notes) {
      CAPTURE(note);
      CHECK(kChosen.contains(note));
    }
    const std::size_t links = (draft.modbus_tcp.empty() ? 0 : 1) + (draft.modbus_serial.empty() ? 0 : 1) +
                              (draft.mqtt.empty() ? 0 : 1);
    CHECK(loaded.fleet.links.size() == links);
    if (const auto& mqtt = loaded.fleet.uplink.mqtt)
      CHECK(mqtt->tls == !(draft.ca.empty() && draft.certificate.empty()));
    CHECK(loaded.fleet.children.size() == links);
  }
}

TEST_CASE("whatever an answer holds, it stays one value of the file") {
  FleetDraft draft{.thing = "gw\", x: \"y", .report_file = "a\\"};
  draft.uplink = FleetDraft::Uplink::file;
  const auto loaded =
      config::load_text(fleet_text(draft), "fleet.yaml", adapters(), config::Environment::of_process());
  REQUIRE(loaded.problems.size() == 1);
  CHECK(loaded.problems.list().front().path == "gateway.thing");
  CHECK(loaded.problems.list().front().value == "gw\", x: \"y");
}
