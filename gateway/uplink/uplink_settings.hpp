// What an uplink needs to know. The composition fills it from the fleet file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/mqtt/session.hpp"
#include "gateway/wire/format.hpp"
#include "gateway/wire/limits.hpp"
#include "gateway/wire/mirror_topic.hpp"

namespace gatewarden {

// The ALPN protocols for MQTT to AWS IoT on port 443: with client certificates, and with a user name for a
// custom authorizer (IoT Core developer guide, "Device communication protocols").
inline constexpr const char* kAwsAlpn = "x-amzn-mqtt-ca";
inline constexpr const char* kAwsAuthorizerAlpn = "mqtt";

// Which of the service's answers are heard.
enum class Answers : std::uint8_t { all, rejected, off };

// What permits publishing on a topic, and must be mended when it is refused.
enum class Permission : std::uint8_t { policy, recipe };

struct UplinkSettings {
  mqtt::Target target{};
  Permission permitted_by = Permission::policy;
  std::string endpoint_text{};  // for status lines; empty: made of the target
  std::string gateway{};        // its thing name, for mirrors
  // Off: reports go to the first mirror's topic instead of their reserved one, in the format and keys of the
  // publication, and are never answered.
  bool defender = true;
  std::vector<Mirror> mirrors{};
  std::size_t mirror_bytes = 4'000'000;                // of copies that wait
  std::vector<Format> formats{Format::json};           // of the reports: their answers are subscribed
  Answers answers = Answers::all;                      // off: a PUBACK is all that is ever known of a report
  Duration answer_timeout = std::chrono::seconds(30);  // from the PUBACK; as long is waited for the PUBACK
  // What the broker did not acknowledge is sent again for this long; later it would not be current.
  Duration resend_for = std::chrono::minutes(5);
  double publishes_per_second = 95;  // in and out together
  double bytes_per_second = 500'000;
  Duration burst = std::chrono::milliseconds(50);  // see Pacer
  std::uint16_t in_flight = limits::kInFlight;     // and never more than the broker's Receive Maximum
  std::string floor_text{};                        // the service's floor, for status lines: "300 s (aws)"
};

// Whether reports are to be copied to mirrors: the first one carries the reports
// themselves without `defender`.
inline bool wants_copies(const UplinkSettings& settings) {
  return settings.mirrors.size() > (settings.defender ? 0U : 1U);
}

// For status lines: "mqtts://host:8883"; "MQTT 5 as plant7-gw, " or nothing where the endpoint's text was
// given; "95 publishes/s, 500 KB/s, ".
std::string endpoint_text(const UplinkSettings& settings);
std::string client_text(const UplinkSettings& settings);
std::string rates_text(const UplinkSettings& settings);

}  // namespace gatewarden
