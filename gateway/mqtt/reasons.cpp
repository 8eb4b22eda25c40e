#include "gateway/mqtt/reasons.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace gatewarden::mqtt {
namespace {

struct Reason {
  std::uint8_t code;
  const char* words;
};
constexpr Reason kReasons[] = {
    {kSuccess, "success"},
    {kNoMatchingSubscribers, "no matching subscribers"},
    {kUnspecifiedError, "unspecified error"},
    {kMalformedPacket, "malformed packet"},
    {kProtocolError, "protocol error"},
    {kImplementationSpecificError, "implementation specific error"},
    {kUnsupportedProtocolVersion, "unsupported protocol version"},
    {kClientIdentifierNotValid, "client identifier not valid"},
    {kBadUserNameOrPassword, "bad user name or password"},
    {kNotAuthorized, "not authorized"},
    {kServerUnavailable, "server unavailable"},
    {kServerBusy, "server busy"},
    {kBanned, "banned"},
    {kServerShuttingDown, "server shutting down"},
    {kBadAuthenticationMethod, "bad authentication method"},
    {kKeepAliveTimeout, "keep-alive timeout"},
    {kSessionTakenOver, "session taken over"},
    {kTopicFilterInvalid, "topic filter invalid"},
    {kTopicNameInvalid, "topic name invalid"},
    {kPacketIdentifierInUse, "packet identifier in use"},
    {kReceiveMaximumExceeded, "receive maximum exceeded"},
    {kTopicAliasInvalid, "topic alias invalid"},
    {kPacketTooLarge, "packet too large"},
    {kMessageRateTooHigh, "message rate too high"},
    {kQuotaExceeded, "quota exceeded"},
    {kAdministrativeAction, "administrative action"},
    {kPayloadFormatInvalid, "payload format invalid"},
    {kRetainNotSupported, "retain not supported"},
    {kQosNotSupported, "QoS not supported"},
    {kSharedSubscriptionsNotSupported, "shared subscriptions not supported"},
    {kSubscriptionIdentifiersNotSupported, "subscription identifiers not supported"},
    {kWildcardSubscriptionsNotSupported, "wildcard subscriptions not supported"},
    {kLinkEnded, "the link ended first"},
};

const char* words(std::uint8_t code) {
  const auto* const found = std::find_if(std::begin(kReasons), std::end(kReasons),
                                         [code](const Reason& reason) { return reason.code == code; });
  return found == std::end(kReasons) ? "reason code" : found->words;
}

}  // namespace

std::string describe(std::uint8_t reason) {
  char text[64];
  std::snprintf(text, sizeof text, "%s (0x%02X)", words(reason), reason);
  return text;
}

std::uint8_t from_v311(int return_code) {
  switch (return_code) {
    case 0:
      return kSuccess;
    case 1:
      return kUnsupportedProtocolVersion;
    case 2:
      return kClientIdentifierNotValid;
    case 3:
      return kServerUnavailable;
    case 4:
      return kBadUserNameOrPassword;
    case 5:
      return kNotAuthorized;
    default:
      return kUnspecifiedError;
  }
}

}  // namespace gatewarden::mqtt
