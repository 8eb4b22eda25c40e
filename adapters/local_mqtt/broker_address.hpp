// "mqtt://host:1883", "mqtts://[::1]", as the fleet file writes a broker.
#pragma once

#include <string>
#include <string_view>

#include "adapters/local_mqtt/settings.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::local_mqtt {

// The port is 1883, or 8883 for mqtts, where none is given. The error never repeats
// the text: it may hold a password.
Result<Broker> parse_broker(std::string_view text);
// The same with the port it means; empty where there is no host.
std::string to_text(const Broker& broker);
// Whether it is this machine: what goes there can be read by nobody else.
bool is_loopback(const Broker& broker);

}  // namespace gatewarden::local_mqtt
