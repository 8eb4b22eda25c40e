// The documents and programs cited by the key table and the findings.
#pragma once

#include <string_view>

namespace gatewarden::source {

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

}  // namespace gatewarden::source
