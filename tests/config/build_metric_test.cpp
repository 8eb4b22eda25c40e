// A metric of the fleet file becomes what the registry knows.
#include <catch2/catch.hpp>
#include <string>

#include "tests/config/small_fleet.hpp"

namespace gatewarden::config {
namespace {

Loaded with_metrics(const std::string& metrics) {
  return small::load_fleet(R"(
gateway: { thing: plant7-gw }
uplink: { mqtt: { endpoint: localhost, certificate: a, private_key: b } }
links: { hall-a: { modbus: { tcp: "10.0.0.5:502" } } }
children: [{ thing: meter-1, profile: em24, link: hall-a, unit: 1 }]
profiles: { em24: { metrics: { )" +
                           metrics + " } } }\n");
}

const MetricSpec& only_metric(const Loaded& loaded) {
  REQUIRE(to_text(loaded.problems) == "");
  return loaded.fleet.profiles.at(0).metrics.at(0);
}

TEST_CASE("a counter wraps where the fleet file says") {
  for (const int bits : {16, 32, 64}) {
    const auto loaded = with_metrics(
        "m: { from: { holding: 0 }, aggregate: delta, counter_bits: " + std::to_string(bits) + " }");
    CHECK(only_metric(loaded).counter_bits == bits);
  }
}

TEST_CASE("a list may be of the numbers that are read") {
  const auto loaded = with_metrics("m: { from: { holding: 0 }, type: number-list }");
  CHECK(only_metric(loaded).type == MetricType::number_list);
}

TEST_CASE("a metric without a source whose name is nearly one that needs none is repaired") {
  const auto loaded = with_metrics("reachabel: {}");
  REQUIRE(loaded.problems.size() == 1);
  CHECK(loaded.problems.list().front().repairs);
  CHECK(loaded.problems.list().front().example == "reachable: {}");
}

TEST_CASE("both ways to the service have the keys of both") {
  for (const std::string way :
       {"mqtt: { endpoint: localhost, certificate: a, private_key: b, ", "greengrass: { "}) {
    const auto loaded = small::load_fleet("gateway: { thing: plant7-gw }\nuplink: { " + way +
                                          "answers: rejected, answer_timeout: 41s } }\nchildren: []\n");
    REQUIRE(to_text(loaded.problems) == "");
    REQUIRE(loaded.fleet.uplink.service() != nullptr);
    CHECK(loaded.fleet.uplink.service()->answers == AnswersChoice::rejected);
    CHECK(loaded.fleet.uplink.service()->answer_timeout == std::chrono::seconds(41));
  }
}

}  // namespace
}  // namespace gatewarden::config
