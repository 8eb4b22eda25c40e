// MQTT reason codes, in words. The numbers are MQTT 5's (section 2.4 of the standard); 3.1.1's five CONNACK
// codes are translated to them, so that the rest of the program knows one list.
#pragma once

#include <cstdint>
#include <string>

namespace gatewarden::mqtt {

inline constexpr std::uint8_t kSuccess = 0x00;
inline constexpr std::uint8_t kNoMatchingSubscribers = 0x10;
inline constexpr std::uint8_t kNotAuthorized = 0x87;
inline constexpr std::uint8_t kServerShuttingDown = 0x8B;
inline constexpr std::uint8_t kSessionTakenOver = 0x8E;
inline constexpr std::uint8_t kTopicNameInvalid = 0x90;
inline constexpr std::uint8_t kReceiveMaximumExceeded = 0x93;
inline constexpr std::uint8_t kPacketTooLarge = 0x95;
inline constexpr std::uint8_t kQuotaExceeded = 0x97;
// Not on the wire: the link ended before the answer.
inline constexpr std::uint8_t kLinkEnded = 0xFF;

// A failure for a publish, a subscription or a connection.
constexpr bool is_failure(std::uint8_t reason) { return reason >= 0x80; }

// "not authorized (0x87)".
std::string describe(std::uint8_t reason);
// Of a CONNACK of MQTT 3.1.1, 1 to 5.
std::uint8_t from_v311(int return_code);

}  // namespace gatewarden::mqtt
