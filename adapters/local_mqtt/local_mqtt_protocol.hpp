// The fleet file's keys for local brokers: links.<name>.mqtt, a metric's `from: { json: /pointer }`, a
// child's `topic`. They become Settings, From and Address.
#pragma once

#include "gateway/config/protocol.hpp"

namespace gatewarden::local_mqtt {

// Name "mqtt". Static storage.
const config::Protocol& protocol();

}  // namespace gatewarden::local_mqtt
