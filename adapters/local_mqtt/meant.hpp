// What was meant by an address, a pointer or a pattern that is not taken; empty if it cannot be told.
#pragma once

#include <string>

#include "gateway/config/text/config_node.hpp"

namespace gatewarden::local_mqtt {

// "tcp://host:1883", "host", "MQTT://host": the broker at that host. Empty for one with credentials.
std::string broker_meant(const std::string& text);
// Of "mqtt://user:password@host" what repairs it: the broker, its username and the file for its password, as entries of
// the map that `node` stands in. Never shows the password.
std::string broker_with_login_meant(const config::ConfigNode& node);
// "env/temp", "env.temp", "$.env.temp", "list[0]": /env/temp, /list/0. Empty for paths that find several members, and
// for members whose names hold a point.
std::string pointer_meant(const std::string& text);
// "sensors/+/telemetry", "sensors/{device}/telemetry": with {id} in that place. Of two such places none is told.
std::string pattern_meant(const std::string& text);
// A child's topic: the same of one with +.
std::string topic_meant(const std::string& text);

}  // namespace gatewarden::local_mqtt
