#include "gateway/greengrass/operations.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "gateway/base/text/base64.hpp"
#include "gateway/base/text/json_text.hpp"
#include "gateway/base/text/json_texts.hpp"
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

// As deep as kMaxJsonLevels.
void make_whole(nlohmann::json& value) {
  constexpr double kMaxExact = 9007199254740992;  // 2^53
  if (value.is_structured()) {
    for (auto& each : value) make_whole(each);
  } else if (value.is_number_float()) {
    const double number = value.get<double>();
    if (std::abs(number) <= kMaxExact && std::trunc(number) == number)
      value = static_cast<std::int64_t>(number);
  }
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

std::string configuration_text(const std::vector<std::string>& key_path) {
  return json_line(Json{{"keyPath", key_path}});
}

Refusal read_refusal(const Frame& error) {
  const auto said = texts_at(error.payload, {"_errorCode", "_message", "message"});
  // The header has the name; if not, the payload.
  std::string name(error.model.substr(error.model.find('#') + 1));
  if (name.empty() && said) name = (*said)[0];
  // Lite writes _message; the published model says message.
  std::string text = !said                ? printable_ascii(error.payload, kMaxPiece)
                     : (*said)[1].empty() ? (*said)[2]
                                          : (*said)[1];
  if (text.size() > kMaxErrorText) text.resize(kMaxErrorText);
  const std::string subject = "the Greengrass nucleus answers " + (name.empty() ? "an error" : name);
  return {reason_of(name), text.empty() ? subject : subject + ": " + text, name == "ResourceNotFoundError"};
}

Result<Event> read_event(std::string_view text) {
  const auto said = texts_at(text, {"message.topicName", "message.payload"});
  const auto is_none = [text](const std::string& why) {
    return Error{why + ": " + printable_ascii(text, kMaxPiece)};
  };
  if (!said) return is_none("it is no object of JSON");
  Event event;
  event.topic = (*said)[0];
  auto payload = from_base64((*said)[1]);
  if (event.topic.empty()) return is_none("it has no message with a topicName");
  if (!payload) return Error{"the payload of " + event.topic + " is not base64"};
  event.payload = std::move(*payload);
  return event;
}

Result<nlohmann::json> read_configuration(std::string_view text, const std::string& key) {
  if (!texts_at(text, {})) return Error{"it is no object of JSON, or nests too deep"};
  nlohmann::json value = parse_json(text).value("value", nlohmann::json());
  if (value.size() == 1 && value.contains(key) && !value[key].is_object()) value = nlohmann::json(value[key]);
  make_whole(value);
  return value;
}

}  // namespace gatewarden::greengrass
