// How a session to the broker is to be made, from the settings of its link.
#pragma once

#include <cstdint>
#include <string>

#include "adapters/local_mqtt/settings.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::local_mqtt {

// `seed` makes the random part of the client id, where the settings give none.
mqtt::Target broker_target(const std::string& link, const Settings& settings, std::uint64_t seed);

}  // namespace gatewarden::local_mqtt
