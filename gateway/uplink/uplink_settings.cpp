#include "gateway/uplink/uplink_settings.hpp"

#include <cstdio>

#include "gateway/base/text/host_port.hpp"

namespace gatewarden {

std::string peer(Permission permitted_by) {
  return permitted_by == Permission::recipe ? "the Greengrass nucleus" : "the broker";
}

std::string subscribe_remedy(Permission permitted_by) {
  if (permitted_by == Permission::recipe)
    return "the component's recipe must allow aws.greengrass#SubscribeToIoTCore on "
           "$aws/things/+/defender/metrics/* (accessControl, aws.greengrass.ipc.mqttproxy)";
  return "allow iot:Subscribe and iot:Receive on $aws/things/+/defender/metrics/*";
}

std::string receive_remedy(Permission permitted_by) {
  const char* narrow =
      permitted_by == Permission::recipe
          ? "narrow iot:Receive in the policy of the core's certificate"
          : "narrow iot:Receive in the gateway's policy, or what its user may read at the broker,";
  return std::string(narrow) + " to the answers of its own things ($aws/things/THING/defender/metrics/*)";
}

std::string endpoint_text(const UplinkSettings& settings) {
  if (!settings.endpoint_text.empty()) return settings.endpoint_text;
  const mqtt::Target& target = settings.target;
  return (target.tls ? "mqtts://" : "mqtt://") + host_and_port(target.host, target.port);
}

std::string client_text(const UplinkSettings& settings) {
  if (!settings.endpoint_text.empty()) return {};
  const bool v5 = settings.target.version == mqtt::Version::v5;
  return std::string(v5 ? "MQTT 5" : "MQTT 3.1.1") + " as " + settings.target.client_id + ", ";
}

std::string rates_text(const UplinkSettings& settings) {
  char rates[64];
  std::snprintf(rates, sizeof rates, "%.4g publishes/s, %.4g KB/s, ", settings.publishes_per_second,
                settings.bytes_per_second / 1000);
  return rates;
}

}  // namespace gatewarden
