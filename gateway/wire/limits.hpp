// What the service and the broker allow, each with its source. The rest of the program takes these numbers
// from here and spells none of them out.
//
// Sources: DD quotas = AWS General Reference, "AWS IoT Device Defender endpoints and quotas"; Core quotas =
// AWS General Reference, "AWS IoT Core endpoints and quotas"; DD guide = Device Defender developer guide.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "gateway/base/clock.hpp"

namespace gatewarden::limits {

// --- Device Defender, per thing and per account ------------------------------------------------------------

// Least time between two reports of one thing; faster ones may be throttled. Adjustable on
// request (DD quotas).
inline constexpr Duration kReportFloor = std::chrono::seconds(300);
// Device-side reports a second, per account. Adjustable (DD quotas).
inline constexpr std::uint32_t kReportsPerSecondPerAccount = 3500;
// Custom metrics that may exist in an account; they are not per thing. Adjustable (DD quotas).
inline constexpr std::uint32_t kCustomMetricsPerAccount = 100;
// Behaviors of one security profile, and value elements (counts, addresses, ports) of them all (DD quotas).
inline constexpr std::uint32_t kBehaviorsPerProfile = 100;
inline constexpr std::uint32_t kValueElementsPerProfile = 1000;
inline constexpr std::uint32_t kProfilesPerTarget = 5;
// Thing name in bytes of UTF-8 (DD guide, "Detect"), custom metric name in characters (API,
// CreateCustomMetric).
inline constexpr std::size_t kThingNameBytes = 128;
inline constexpr std::size_t kCustomNameBytes = 128;
// Largest integer that every decoder of JSON keeps exactly: 2^53-1. Our own ceiling; AWS names none.
inline constexpr std::uint64_t kMaxExactInteger = (std::uint64_t{1} << 53) - 1;

// --- The message broker, per connection (Core quotas) ------------------------------------------------------

// Publish requests a second, in and out together; what is above is discarded.
inline constexpr std::uint32_t kPublishesPerSecond = 100;
// 512 KB/s; what is above is delayed. KB is read as 1000 bytes, the smaller of the two readings.
inline constexpr std::uint64_t kBytesPerSecond = 512'000;
// Adjustable on request; what is above is refused in the SUBACK.
inline constexpr std::uint32_t kSubscriptionsPerConnection = 50;
inline constexpr std::uint32_t kFiltersPerSubscribe = 8;
// QoS 1 publishes not yet acknowledged, in each direction.
inline constexpr std::uint16_t kInFlight = 100;
// 128 KB of payload. The source does not say whether a KB has 1000 or 1024 bytes: nothing of ours exceeds the
// smaller reading, and only what exceeds the larger one is known not to be delivered.
inline constexpr std::size_t kPayloadBytes = 128'000;
inline constexpr std::size_t kPayloadBytesAtMost = 131'072;
// `$aws/things/...` counts in full (only Basic Ingest and shared-subscription prefixes do not).
inline constexpr std::size_t kTopicBytes = 256;
inline constexpr std::size_t kTopicSlashes = 7;
inline constexpr std::size_t kClientIdBytes = 128;
// CONNECT requests a second for one client id; a second connection with the id evicts the first.
inline constexpr std::uint32_t kConnectsPerSecondPerClient = 1;
inline constexpr std::chrono::seconds kShortestKeepAlive{30};
inline constexpr std::chrono::seconds kMaxKeepAlive{1200};

// --- The account's broker (Core quotas; smaller regions have lower values) ---------------------------------

inline constexpr std::uint32_t kInboundPublishesPerSecondPerAccount = 20'000;
inline constexpr std::uint32_t kConnectsPerSecondPerAccount = 3'000;
// Characters of a policy document without white space; 10 policies may be attached to a certificate.
inline constexpr std::size_t kPolicyCharacters = 2048;

}  // namespace gatewarden::limits
