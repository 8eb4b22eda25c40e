#include "gateway/uplink/suspects.hpp"

#include "gateway/mqtt/reasons.hpp"

namespace gatewarden {
namespace {

// Idle, shutting down, taken over, too much, moved (MQTT 5, section 2.4): not about a publish.
bool speaks_of_connection(std::uint8_t reason) {
  switch (reason) {
    case mqtt::kServerBusy:
    case mqtt::kServerShuttingDown:
    case mqtt::kKeepAliveTimeout:
    case mqtt::kSessionTakenOver:
    case mqtt::kReceiveMaximumExceeded:
    case mqtt::kQuotaExceeded:
    case mqtt::kAdministrativeAction:
    case mqtt::kUseAnotherServer:
    case mqtt::kServerMoved:
    case mqtt::kConnectionRateExceeded:
    case mqtt::kMaximumConnectTime:
      return true;
    default:
      return false;
  }
}

std::string remedy(Permission permitted_by, std::string_view topic, std::string_view endpoint) {
  if (permitted_by == Permission::recipe)
    return "the component's recipe must allow aws.greengrass#PublishToIoTCore on it (accessControl, "
           "aws.greengrass.ipc.mqttproxy)";
  return "AWS IoT allows it with the statement " +
         policy_statement("iot:Publish", "topic/" + std::string(topic), endpoint);
}

}  // namespace

bool Suspects::is_answer(std::optional<std::uint8_t> reason, Duration since_sent) {
  return since_sent <= kAtOnce && !(reason && speaks_of_connection(*reason));
}

std::optional<Quarantine::Cause> Suspects::hung_up(Flight& alone, std::optional<std::uint8_t> reason,
                                                   bool quarantined) {
  ++hang_ups_without_acknowledgement_;
  ++alone.losses_alone;
  if (const auto cause = cause_of(reason)) return cause;
  if (alone.losses_alone >= kLossesAlone || quarantined) return Quarantine::Cause::hang_up;
  return std::nullopt;
}

std::optional<Quarantine::Cause> cause_of(std::optional<std::uint8_t> reason) {
  if (reason == mqtt::kNotAuthorized) return Quarantine::Cause::unauthorised;
  if (reason == mqtt::kTopicNameInvalid) return Quarantine::Cause::bad_topic;
  return std::nullopt;
}

std::string quarantine_words(Quarantine::Cause cause, const std::string& why, Permission permitted_by,
                             std::string_view topic, std::string_view endpoint) {
  std::string text = why;
  if (cause == Quarantine::Cause::hang_up)
    text = peer(permitted_by) + " hangs up whenever this is published (" + why + ")";
  if (cause != Quarantine::Cause::bad_topic) text += "; " + remedy(permitted_by, topic, endpoint);
  return text;
}

}  // namespace gatewarden
