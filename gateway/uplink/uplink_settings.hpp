#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/mqtt/session.hpp"
#include "gateway/wire/format.hpp"
#include "gateway/wire/limits.hpp"
#include "gateway/wire/mirror_topic.hpp"

namespace gatewarden {

// ALPN protocols for MQTT to AWS IoT on port 443: with client certificates; with a user name for a custom
// authorizer (IoT Core developer guide, "Device communication protocols").
inline constexpr const char* kAwsAlpn = "x-amzn-mqtt-ca";
inline constexpr const char* kAwsAuthorizerAlpn = "mqtt";

// Which answers are subscribed.
enum class Answers : std::uint8_t { all, rejected, off };

// What must be corrected when a topic is refused.
enum class Permission : std::uint8_t { policy, recipe };

struct UplinkSettings {
  mqtt::Target target{};
  Permission permitted_by = Permission::policy;
  std::string endpoint_text{};  // for status lines; empty: made from the target
  std::string gateway{};        // its thing name, for mirrors
  // Off: reports go to the first mirror's topic, in the publication's format and
  // keys, and are never answered.
  bool defender = true;
  std::vector<Mirror> mirrors{};
  std::size_t mirror_bytes = 4'000'000;                // of copies that wait
  std::vector<Format> formats{Format::json};           // of the reports, whose answers are subscribed
  Answers answers = Answers::all;                      // off: only a PUBACK is known of a report
  Duration answer_timeout = std::chrono::seconds(30);  // for the PUBACK, then for the answer
  // How long unacknowledged publishes are sent again.
  Duration resend_for = std::chrono::minutes(5);
  double publishes_per_second = 95;  // in and out together
  double bytes_per_second = 500'000;
  Duration burst = std::chrono::milliseconds(50);  // see Pacer
  std::uint16_t in_flight = limits::kInFlight;     // at most the broker's Receive Maximum
  std::string floor_text{};                        // the service's floor, for status lines: "300 s (aws)"
};

// Without `defender` the first mirror carries the reports themselves.
inline bool wants_copies(const UplinkSettings& settings) {
  return settings.mirrors.size() > (settings.defender ? 0U : 1U);
}

// The other end of the connection: "the broker", "the Greengrass nucleus".
std::string peer(Permission permitted_by);
// What must be allowed for the answers to be heard.
std::string subscribe_remedy(Permission permitted_by);
// What must be forbidden for the answers of others not to be heard.
std::string receive_remedy(Permission permitted_by);

// For status lines: "mqtts://host:8883"; "MQTT 5 as plant7-gw, ", or nothing if endpoint_text was given;
// "95 publishes/s, 500 KB/s, ".
std::string endpoint_text(const UplinkSettings& settings);
std::string client_text(const UplinkSettings& settings);
std::string rates_text(const UplinkSettings& settings);

}  // namespace gatewarden
