#include "gateway/config/load/notes/notes.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "gateway/wire/limits.hpp"
#include "tests/config/small_fleet.hpp"

namespace gatewarden::config {
namespace {

// How many custom metrics the notes speak of; empty: they do not.
std::string custom_metrics_noted(std::uint32_t own) {
  std::string text = R"(
gateway: { thing: plant7-gw }
uplink: { mqtt: { endpoint: localhost, certificate: a, private_key: b } }
links: { hall-a: { modbus: { tcp: "10.0.0.5:502" } } }
children: [{ thing: meter-1, profile: em24, link: hall-a, unit: 1 }]
profiles:
  em24:
    metrics:
      reachable: {}
      bytes_in: { from: { holding: 9 }, aggregate: delta }
)";
  for (std::uint32_t i = 0; i < own; ++i)
    text += "      m" + std::to_string(i) + ": { from: { holding: " + std::to_string(i) + " } }\n";
  const Loaded loaded = small::load_fleet(text);
  REQUIRE(to_text(loaded.problems) == "");
  const std::string words = " custom metrics; an AWS account holds ";
  for (const std::string& note : loaded.notes)
    if (note.find(words) != std::string::npos) return note.substr(0, note.find(words));
  return "";
}

TEST_CASE("more custom metrics than an account holds are noted; those the gateway knows itself count") {
  constexpr std::uint32_t kMost = limits::kCustomMetricsPerAccount;
  CHECK(custom_metrics_noted(kMost - 1) == "");
  CHECK(custom_metrics_noted(kMost) == std::to_string(kMost + 1));
}

}  // namespace
}  // namespace gatewarden::config
