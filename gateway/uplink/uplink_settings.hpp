// What an uplink needs to know. The composition fills it from the fleet file.
#pragma once

#include <string>
#include <vector>

#include "gateway/mqtt/session.hpp"
#include "gateway/wire/format.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden {

// The ALPN protocol by which AWS IoT takes MQTT with client certificates on port 443.
inline constexpr const char* kAwsAlpn = "x-amzn-mqtt-ca";
// The same for a custom authorizer, which takes a user name and a password instead.
inline constexpr const char* kAwsAuthorizerAlpn = "mqtt";

struct UplinkSettings {
  mqtt::Target target{};
  std::vector<Format> formats{Format::json};           // of the reports: their answers are subscribed
  bool answers = true;                                 // off: a PUBACK is all that is ever known of a report
  Duration answer_timeout = std::chrono::seconds(30);  // from the PUBACK; as long is waited for the PUBACK
  double publishes_per_second = 95;                    // in and out together
  double bytes_per_second = 500'000;
  Duration burst = std::chrono::milliseconds(50);  // see Pacer
  std::uint16_t in_flight = limits::kInFlight;     // and never more than the broker's Receive Maximum
  std::string floor_text{};                        // the service's floor, for status lines: "300 s (aws)"
};

}  // namespace gatewarden
