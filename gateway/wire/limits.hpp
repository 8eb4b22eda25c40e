// The limits of the service and the broker, each with its source. Nothing else in the program spells them out.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "gateway/base/clock.hpp"

namespace gatewarden::limits {

// --- Device Defender, per thing and per account ------------------------------------------------------------

// Least time between two reports of a thing; faster ones may be throttled. Adjustable on request (DD quotas).
inline constexpr Duration kReportFloor = std::chrono::seconds(300);
// Device-side reports a second, per account. Adjustable (DD quotas).
inline constexpr std::uint32_t kReportsPerSecondPerAccount = 3500;
// Custom metrics in an account, not per thing. Adjustable (DD quotas).
inline constexpr std::uint32_t kCustomMetricsPerAccount = 100;
// Behaviors of a security profile, and value elements (counts, addresses, ports) of all of them (DD quotas).
inline constexpr std::uint32_t kBehaviorsPerProfile = 100;
inline constexpr std::uint32_t kValueElementsPerProfile = 1000;
inline constexpr std::uint32_t kProfilesPerTarget = 5;
// Thing name in bytes of UTF-8 (DD guide, "Detect"), custom metric name in characters (API, CreateCustomMetric).
inline constexpr std::size_t kThingNameBytes = 128;
inline constexpr std::size_t kCustomNameBytes = 128;
// The largest integer exact in every JSON decoder: 2^53-1. Our own limit; AWS names none.
inline constexpr std::uint64_t kMaxExactInteger = (std::uint64_t{1} << 53) - 1;

// --- The message broker, per connection (Core quotas) ------------------------------------------------------

// Publish requests a second, in and out together; more are discarded.
inline constexpr std::uint32_t kPublishesPerSecond = 100;
// 512 KB/s; more is delayed. KB is read as 1000 bytes, the smaller reading.
inline constexpr std::uint64_t kBytesPerSecond = 512'000;
// Adjustable on request; more are refused in the SUBACK.
inline constexpr std::uint32_t kSubscriptionsPerConnection = 50;
inline constexpr std::uint32_t kFiltersPerSubscribe = 8;
// QoS 1 publishes without acknowledgement, in each direction.
inline constexpr std::uint16_t kInFlight = 100;
// 128 KB of payload. The source does not say whether a KB has 1000 or 1024 bytes: we send no more than the
// smaller reading; only payloads above the larger one are known to be lost.
inline constexpr std::size_t kPayloadBytes = 128'000;
inline constexpr std::size_t kPayloadBytesAtMost = 131'072;
// `$aws/things/...` counts in full (only Basic Ingest and shared-subscription prefixes do not).
inline constexpr std::size_t kTopicBytes = 256;
inline constexpr std::size_t kTopicSlashes = 7;
inline constexpr std::size_t kClientIdBytes = 128;
// CONNECT requests a second per client id; a second connection with the id evicts the first.
inline constexpr std::uint32_t kConnectsPerSecondPerClient = 1;
inline constexpr std::chrono::seconds kShortestKeepAlive{30};
inline constexpr std::chrono::seconds kMaxKeepAlive{1200};

// --- The account's broker (Core quotas; smaller regions have lower values) ---------------------------------

inline constexpr std::uint32_t kInboundPublishesPerSecondPerAccount = 20'000;
inline constexpr std::uint32_t kConnectsPerSecondPerAccount = 3'000;
// Characters of a policy document without white space; a certificate may have 10 policies.
inline constexpr std::size_t kPolicyCharacters = 2048;

}  // namespace gatewarden::limits
