// The limits of a nucleus in MQTT's terms. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "gateway/greengrass/nucleus.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::greengrass {

// Lite counts the PUBLISH packet it makes: a few bytes around topic and payload.
inline constexpr std::size_t kPacketAround = 16;

// As if announced by a broker.
mqtt::ConnAck announced(const Settings& settings);
// Why a publish of this size cannot be requested; `request`: bytes of the whole frame.
std::optional<std::string> too_large(const Settings& settings, std::size_t payload, std::size_t request);

}  // namespace gatewarden::greengrass
