// The JSON inside the frames: the IPC operations Gatewarden needs, and their answers (Greengrass v2 developer
// guide, "Publish/subscribe AWS IoT Core MQTT messages"). Pure.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/greengrass/event_stream.hpp"

namespace gatewarden::greengrass {

inline constexpr std::string_view kRpcVersion = "0.1.0";

inline constexpr std::string_view kPublishToIoTCore = "aws.greengrass#PublishToIoTCore";
inline constexpr std::string_view kPublishToIoTCoreRequest = "aws.greengrass#PublishToIoTCoreRequest";
inline constexpr std::string_view kSubscribeToIoTCore = "aws.greengrass#SubscribeToIoTCore";
inline constexpr std::string_view kSubscribeToIoTCoreRequest = "aws.greengrass#SubscribeToIoTCoreRequest";

inline constexpr std::string_view kGetConfiguration = "aws.greengrass#GetConfiguration";
inline constexpr std::string_view kGetConfigurationRequest = "aws.greengrass#GetConfigurationRequest";
inline constexpr std::string_view kSubscribeToConfigurationUpdate =
    "aws.greengrass#SubscribeToConfigurationUpdate";
inline constexpr std::string_view kSubscribeToConfigurationUpdateRequest =
    "aws.greengrass#SubscribeToConfigurationUpdateRequest";

std::string connect_text(std::string_view token);
// `qos` is 0 or 1.
std::string publish_text(std::string_view topic, std::string_view payload, int qos);
// The frame around it; refers to `text`.
Frame publish_request(std::string_view text);
std::string subscribe_text(std::string_view filter, int qos);

// This component's own configuration, at or below a path of keys.
std::string configuration_text(const std::vector<std::string>& key_path);

// An error of the nucleus as an MQTT reason (gateway/mqtt/reasons.hpp), which the uplink understands:
//   UnauthorizedError      not authorized: the component's accessControl does not allow the topic
//   InvalidArgumentsError  topic name invalid
//   ServiceError           quota exceeded: the core is offline or its window is full, and it passes
//   ResourceNotFoundError  `absent`: the configuration has no such key
struct Refusal {
  std::uint8_t reason = 0;
  std::string text;
  bool absent = false;
};
Refusal read_refusal(const Frame& error);

// An event on a subscription, or why it is none.
struct Event {
  std::string topic, payload;
};
Result<Event> read_event(std::string_view text);

// What GetConfiguration answers of `key`, the last of the path. The classic nucleus puts what is no object into one.
// Numbers may come back as 5.0 where 5 was deployed ("Interact with component configuration"): whole ones are whole again.
Result<nlohmann::json> read_configuration(std::string_view text, const std::string& key);

}  // namespace gatewarden::greengrass
