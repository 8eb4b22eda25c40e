// One thing a report does that the service may not take or keep, with how sure anybody can be of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatewarden {

// How the rule is known.
enum class Certainty : std::uint8_t {
  stated,    // an AWS document, or a comment in AWS code, says so
  observed,  // AWS client code emits it, or an AWS test against the real service expects it
  inferred,  // follows from the documented constraints, but nobody says it
  unknown,   // no source settles it
};

// What becomes of the report, or of the part of it that the path names.
enum class Consequence : std::uint8_t {
  rejected,       // answered on the rejected topic
  discarded,      // taken, and silently not kept
  not_delivered,  // never reaches Device Defender; the broker may end the connection
  undetermined,   // nobody knows: never sent by us
};

struct Finding {
  std::string path;  // in long key names, "metrics.listening_tcp_ports.ports[0].port"; "report" for all of it
  std::string rule;  // what must hold
  std::string_view source;  // who says so
  Certainty certainty = Certainty::inferred;
  Consequence consequence = Consequence::rejected;
};

enum class Soundness : std::uint8_t { sound, faulty, unsettled };

// Faulty wins over unsettled.
Soundness soundness(const std::vector<Finding>& findings);

constexpr std::string_view to_string(Certainty certainty) {
  switch (certainty) {
    case Certainty::stated:
      return "stated";
    case Certainty::observed:
      return "observed";
    case Certainty::inferred:
      return "inferred";
    case Certainty::unknown:
      break;
  }
  return "unknown";
}
constexpr std::string_view to_string(Consequence consequence) {
  switch (consequence) {
    case Consequence::rejected:
      return "rejected";
    case Consequence::discarded:
      return "discarded";
    case Consequence::not_delivered:
      return "not delivered";
    case Consequence::undetermined:
      break;
  }
  return "undetermined";
}
constexpr std::string_view to_string(Soundness soundness) {
  switch (soundness) {
    case Soundness::sound:
      return "sound";
    case Soundness::faulty:
      return "faulty";
    case Soundness::unsettled:
      break;
  }
  return "unsettled";
}

// The sources the findings and the key table cite.
namespace source {
inline constexpr std::string_view kSpecification = "Device Defender developer guide, \"Device-side metrics\"";
inline constexpr std::string_view kTroubleshooting = "Device Defender troubleshooting guide";
inline constexpr std::string_view kDetect = "Device Defender developer guide, \"Detect\"";
inline constexpr std::string_view kDefenderQuotas = "AWS General Reference, Device Defender quotas";
inline constexpr std::string_view kCoreQuotas = "AWS General Reference, IoT Core quotas";
inline constexpr std::string_view kReservedTopics = "IoT Core developer guide, \"Reserved topics\"";
inline constexpr std::string_view kApi = "AWS IoT API reference, CreateCustomMetric";
inline constexpr std::string_view kPortApi = "AWS IoT API reference, type Port";
inline constexpr std::string_view kSdkSample =
    "AWS IoT device SDK for C++, readme of its Device Defender sample";
inline constexpr std::string_view kPythonAgent = "AWS Device Defender agent for Python";
inline constexpr std::string_view kCAgent = "AWS Device Defender agent in C, which sends it so";
inline constexpr std::string_view kFreeRtosDemo = "FreeRTOS Device Defender demo, comment";
inline constexpr std::string_view kFreeRtosTest = "FreeRTOS system test against the service";
inline constexpr std::string_view kJson = "RFC 8259 (JSON)";
inline constexpr std::string_view kCbor = "RFC 8949 (CBOR)";
inline constexpr std::string_view kNone = "no source";
}  // namespace source

}  // namespace gatewarden
