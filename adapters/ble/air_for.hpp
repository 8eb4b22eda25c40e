// The radios and the key file of the machine, for a link's settings.
#pragma once

#include <boost/asio/io_context.hpp>

#include "adapters/ble/ble_link.hpp"
#include "adapters/ble/settings/link_settings.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

// What they make runs on the loop, and must not outlive it and the clock.
AirFactory air_for(const LinkSettings& settings, boost::asio::io_context& io, Clock& clock);
// Empty if the settings name no file.
KeyReader keys_for(const LinkSettings& settings, boost::asio::io_context& io);

}  // namespace gatewarden::ble
