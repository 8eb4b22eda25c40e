#include "gateway/app/trial/trial_fleet.hpp"

#include <catch2/catch.hpp>

#include "gateway/app/uplink_settings.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

config::Fleet aws_fleet() {
  config::Fleet fleet;
  fleet.gateway.thing = "gw";
  fleet.gateway.http.listen = "127.0.0.1:9464";
  auto& mqtt = fleet.uplink.mqtt.emplace();
  mqtt.host = "abc-ats.iot.eu-central-1.amazonaws.com";
  mqtt.certificate = "/run/secrets/gw.pem";
  mqtt.username = "user";
  mqtt.password_file = "/run/secrets/password";
  mqtt.proxy_host = "proxy";
  mqtt.answers = config::AnswersChoice::rejected;
  mqtt.in_flight = 7;
  return fleet;
}

}  // namespace

TEST_CASE("a trial has nothing of the way to AWS, and all else of the uplink") {
  config::Fleet fleet = aws_fleet();
  const Lines said = app::turn_into_trial(fleet, 5s);
  const UplinkSettings made = app::uplink_settings(fleet);
  CHECK(made.target.host.empty());
  CHECK_FALSE(made.target.tls);
  CHECK(made.target.username.empty());
  CHECK(made.target.password_file.empty());
  CHECK_FALSE(made.target.proxy);
  CHECK(made.endpoint_text == "a broker within this program");
  CHECK(made.answers == Answers::all);
  CHECK(made.in_flight == 7);
  CHECK(fleet.gateway.http.listen.empty());
  REQUIRE(said.size() == 3);
  CHECK(said[0] == "AWS is not contacted: a stand-in for Device Defender within this program answers");
  CHECK(said[1] == "reports every 5s instead of 5m (--floor 5m: as AWS, and as the file says)");
  CHECK(said[2] == "not served: http://127.0.0.1:9464");
}

TEST_CASE("with AWS's floor a trial keeps the file's interval") {
  config::Fleet fleet = aws_fleet();
  fleet.gateway.reports.interval = 10min;
  app::turn_into_trial(fleet, 5min);
  CHECK(fleet.gateway.reports.interval == Duration(10min));
  CHECK(fleet.uplink.mqtt->floor == Duration(5min));
}

TEST_CASE("a trial's interval is one that its connection can carry") {
  config::Fleet fleet = aws_fleet();
  const config::Child child{.thing = *ThingName::parse("gw:a", ThingName::Rule::registered), .address = {}};
  fleet.children.assign(949, child);
  app::turn_into_trial(fleet, 5s);
  CHECK(fleet.gateway.reports.interval == Duration(20s));  // 950 things, report and answer, 95 a second
}

TEST_CASE("a fleet without a service gets one, and its files are not written") {
  config::Fleet fleet;
  fleet.gateway.thing = "gw";
  fleet.uplink.files.push_back({.path = "/var/log/reports"});
  fleet.uplink.standard_output = true;
  const Lines said = app::turn_into_trial(fleet, 5s);
  REQUIRE(fleet.uplink.service() != nullptr);
  CHECK(fleet.uplink.service()->defender);
  CHECK(fleet.uplink.files.empty());
  CHECK_FALSE(fleet.uplink.standard_output);
  CHECK(said.back() == "not written: /var/log/reports, standard output");
}

TEST_CASE("a fleet without the reserved topics is not judged") {
  config::Fleet fleet = aws_fleet();
  fleet.uplink.mqtt->defender = false;
  fleet.uplink.mqtt->mirrors.push_back({.topic = "reports/{thing}"});
  const Lines said = app::turn_into_trial(fleet, 5s);
  CHECK(app::uplink_settings(fleet).answers == Answers::off);
  CHECK(
      said[0] ==
      "AWS is not contacted: reports are published within this program, and nobody answers (defender: false)");
}
