// Doubts about the address of an uplink to AWS: a name or port where no report of Device Defender is taken. Pure.
#pragma once

#include <string>
#include <vector>

#include "gateway/config/fleet.hpp"

namespace gatewarden::config {

// Names outside AWS are not judged: an account may have its own domain.
std::vector<std::string> endpoint_notes(const MqttUplink& mqtt);

}  // namespace gatewarden::config
