// What a nucleus takes, in the terms of MQTT. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "gateway/greengrass/nucleus.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::greengrass {

// Lite counts the PUBLISH packet that it makes of a request: a few bytes around topic and payload.
inline constexpr std::size_t kPacketAround = 16;

// What a broker would have announced.
mqtt::ConnAck announced(const Settings& settings);
// Why a publish of so many bytes cannot be asked of the nucleus; `request`: of the whole frame.
std::optional<std::string> too_large(const Settings& settings, std::size_t payload, std::size_t request);

}  // namespace gatewarden::greengrass
