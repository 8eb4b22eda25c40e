#include "gateway/greengrass/publish_limits.hpp"

#include "gateway/greengrass/operations.hpp"

namespace gatewarden::greengrass {
namespace {

std::size_t largest_payload(const Settings& settings) {
  return settings.max_payload ? settings.max_payload : rules_of(settings.nucleus).payload_bytes;
}

}  // namespace

mqtt::ConnAck announced(const Settings& settings) {
  mqtt::ConnAck ack;
  ack.receive_maximum = rules_of(settings.nucleus).publishes_in_flight;
  ack.maximum_payload = static_cast<std::uint32_t>(largest_payload(settings));
  const std::string nothing = publish_text("", "", 1);
  ack.maximum_encoded = static_cast<std::uint32_t>(rules_of(settings.nucleus).frame_bytes -
                                                   frame_size(publish_request(nothing)));
  ack.maximum_qos = 1;
  return ack;
}

std::optional<std::string> too_large(const Settings& settings, std::size_t payload, std::size_t request) {
  if (const std::size_t largest = largest_payload(settings); payload > largest)
    return std::to_string(payload) + " bytes, and at most " + std::to_string(largest) +
           " may go to this Greengrass nucleus";
  if (const std::size_t largest = rules_of(settings.nucleus).frame_bytes; request > largest)
    return "a request of " + std::to_string(request) +
           " bytes, and the Greengrass nucleus ends the connection above " + std::to_string(largest);
  return std::nullopt;
}

}  // namespace gatewarden::greengrass
