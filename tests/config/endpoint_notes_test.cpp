#include <catch2/catch.hpp>

#include "gateway/config/load/notes/endpoint_notes.hpp"

namespace gatewarden::config {
namespace {

std::string notes(std::string host, std::uint16_t port = 8883, Service service = Service::aws) {
  MqttUplink mqtt;
  mqtt.host = std::move(host);
  mqtt.port = port;
  mqtt.service = service;
  std::string all;
  for (const std::string& note : endpoint_notes(mqtt)) all += note + "\n";
  return all;
}

}  // namespace

using Catch::Matchers::Contains;

TEST_CASE("an endpoint of IoT Core's data plane, or a domain of one's own, is no doubt") {
  for (const char* host :
       {"a1b2c3d4e5f6g7-ats.iot.eu-central-1.amazonaws.com", "A1B2C3-ATS.iot.eu-central-1.amazonaws.com",
        "a1b2c3-ats.iot.cn-north-1.amazonaws.com.cn", "a1b2c3-ats.iot.us-east-1.api.aws",
        "data.iot-fips.us-east-1.amazonaws.com", "vpce-1-2.data.iot.eu-west-1.vpce.amazonaws.com",
        "iot.plant7.example", "10.0.0.5"}) {
    INFO(host);
    CHECK(notes(host).empty());
    CHECK(notes(host, 443).empty());
  }
}

TEST_CASE("an endpoint where AWS takes no reports is named, with the way to the right one") {
  CHECK_THAT(notes("c1b2c3.credentials.iot.eu-central-1.amazonaws.com"),
             Contains("gives credentials") && Contains("iot:Data-ATS"));
  CHECK_THAT(notes("a1b2c3.jobs.iot.eu-central-1.amazonaws.com"), Contains("for jobs"));
  CHECK_THAT(notes("greengrass-ats.iot.eu-central-1.amazonaws.com"), Contains("discovery"));
  CHECK_THAT(notes("iot.eu-central-1.amazonaws.com"), Contains("control plane"));
  CHECK_THAT(notes("s3.eu-central-1.amazonaws.com"), Contains("no endpoint of IoT Core"));
  CHECK_THAT(notes("a1b2c3.iot.eu-central-1.amazonaws.com"), Contains("has no -ats"));
  CHECK_THAT(notes("xxxxxxxxxxxxxx-ats.iot.eu-central-1.amazonaws.com"), Contains("placeholder"));
  CHECK_THAT(notes("xxxxxxx.iot.eu-central-1.amazonaws.com"), Contains("placeholder"));
}

TEST_CASE("a port on which AWS takes no MQTT is named; a stand-in may use any") {
  CHECK_THAT(notes("a1b2c3-ats.iot.eu-central-1.amazonaws.com", 1883),
             Contains("1883") && Contains("8883 and 443"));
  CHECK(notes("xxxx.credentials.iot.eu-central-1.amazonaws.com", 1883, Service::stand_in).empty());
}

}  // namespace gatewarden::config
