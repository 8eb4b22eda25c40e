// A broker as text: "mqtt://host:1883", "mqtts://[::1]".
#pragma once

#include <string>
#include <string_view>

#include "adapters/local_mqtt/settings.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::local_mqtt {

// Its host is one of base/text/host.hpp. The default port is 1883, or 8883 for mqtts. Of the text, errors repeat at most the user of USER:PASSWORD@.
Result<Broker> parse_broker(std::string_view text);
// With its port; empty without a host.
std::string to_text(const Broker& broker);

}  // namespace gatewarden::local_mqtt
