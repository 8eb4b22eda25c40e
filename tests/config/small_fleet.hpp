// A fleet with both small protocols and no children, to begin a test's fleet file with.
#pragma once

#include <optional>
#include <string>

#include "gateway/config/load/load.hpp"
#include "tests/config/small_protocols.hpp"

namespace gatewarden::config::small {

inline const Environment kNoVariables{[](const std::string&) { return std::optional<std::string>(); }};

inline Loaded load_fleet(const std::string& text) {
  return load_text(text, "fleet.yaml", adapters(), kNoVariables);
}

inline const std::string kStart = R"(
gateway: { thing: plant7-gw }
uplink: { mqtt: { endpoint: localhost, certificate: a, private_key: b } }
links:
  hall-a: { modbus: { tcp: "10.0.0.5:502" } }
  site: { mqtt: { broker: "mqtt://localhost:1883" } }
profiles:
  em24: { metrics: { power_w: { from: { holding: 40 } }, reachable: {} } }
  press: { metrics: { temperature: { from: { json: /temp } } } }
)";

}  // namespace gatewarden::config::small
