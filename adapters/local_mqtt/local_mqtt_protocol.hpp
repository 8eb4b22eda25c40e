// What the fleet file may say of local brokers: links.<name>.mqtt, a metric's `from: { json: /pointer }`, a
// child's `topic`. Reading gives Settings, From and Address (settings.hpp).
#pragma once

#include "gateway/config/protocol.hpp"

namespace gatewarden::local_mqtt {

// Name "mqtt". Static storage.
const config::Protocol& protocol();

}  // namespace gatewarden::local_mqtt
