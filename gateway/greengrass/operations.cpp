#include "gateway/greengrass/operations.hpp"

#include <nlohmann/json.hpp>

#include "gateway/base/text/base64.hpp"
#include "gateway/base/text/json_text.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/mqtt/reasons.hpp"

namespace gatewarden::greengrass {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxErrorText = 300;
constexpr std::size_t kMaxPiece = 40;  // of a text that cannot be read

std::uint8_t reason_of(std::string_view name) {
  if (name == "UnauthorizedError") return mqtt::kNotAuthorized;
  if (name == "InvalidArgumentsError") return mqtt::kTopicNameInvalid;
  return name == "ServiceError" ? mqtt::kQuotaExceeded : mqtt::kImplementationSpecificError;
}

}  // namespace

std::string connect_text(std::string_view token) { return json_line(Json{{"authToken", token}}); }

std::string publish_text(std::string_view topic, std::string_view payload, int qos) {
  return json_line(Json{{"topicName", topic}, {"qos", std::to_string(qos)}, {"payload", to_base64(payload)}});
}

Frame publish_request(std::string_view text) {
  return {.operation = kPublishToIoTCore, .model = kPublishToIoTCoreRequest, .payload = text};
}

std::string subscribe_text(std::string_view filter, int qos) {
  return json_line(Json{{"topicName", filter}, {"qos", std::to_string(qos)}});
}

Refusal read_refusal(const Frame& error) {
  const Json said = parse_ordered_json(error.payload);
  // The header has the name; if not, the payload.
  std::string name(error.model.substr(error.model.find('#') + 1));
  if (name.empty()) name = text_member(said, "_errorCode");
  // Lite writes _message; the published model says message.
  std::string text = text_member(said, "_message");
  if (text.empty()) text = text_member(said, "message");
  if (said.is_discarded()) text = printable_ascii(error.payload, kMaxPiece);
  if (text.size() > kMaxErrorText) text.resize(kMaxErrorText);
  const std::string subject = "the Greengrass nucleus answers " + (name.empty() ? "an error" : name);
  return {reason_of(name), text.empty() ? subject : subject + ": " + text};
}

Result<Event> read_event(std::string_view text) {
  const Json said = parse_ordered_json(text);
  const auto is_none = [text](const std::string& why) {
    return Error{why + ": " + printable_ascii(text, kMaxPiece)};
  };
  if (!said.is_object()) return is_none("it is no object of JSON");
  const auto message = said.find("message");
  if (message == said.end() || !message->is_object()) return is_none("it has no message");
  Event event;
  event.topic = text_member(*message, "topicName");
  auto payload = from_base64(text_member(*message, "payload"));
  if (event.topic.empty()) return is_none("its message has no topicName");
  if (!payload) return Error{"the payload of " + event.topic + " is not base64"};
  event.payload = std::move(*payload);
  return event;
}

}  // namespace gatewarden::greengrass
