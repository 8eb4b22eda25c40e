// What was meant by an address, a pointer or a pattern that is not taken; empty if it cannot be told.
#pragma once

#include <string>

namespace gatewarden::local_mqtt {

// "tcp://host:1883", "host", "mqtt://user:word@host": the broker at that host, without credentials.
std::string broker_meant(const std::string& text);
// "env/temp", "env.temp", "$.env.temp": /env/temp.
std::string pointer_meant(const std::string& text);
// "sensors/+/telemetry", "sensors/{device}/telemetry": with {id} in that place.
std::string pattern_meant(const std::string& text);

}  // namespace gatewarden::local_mqtt
