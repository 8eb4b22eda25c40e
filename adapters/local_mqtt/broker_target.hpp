// How to connect to a broker.
#pragma once

#include <cstdint>
#include <string>

#include "adapters/local_mqtt/settings.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::local_mqtt {

// `seed` makes the random part of a client id that the settings do not give.
mqtt::Target broker_target(const std::string& link, const Settings& settings, std::uint64_t seed);

}  // namespace gatewarden::local_mqtt
