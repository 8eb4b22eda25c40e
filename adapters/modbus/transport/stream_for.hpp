// The stream of a link's settings, for the gateway's links, `probe` and `scan`.
#pragma once

#include <memory>

#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/transport/stream.hpp"
#include "gateway/base/clock.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::modbus {

// Closed; the loop and the clock outlive it.
std::unique_ptr<Stream> stream_for(const LinkSettings& link, boost::asio::io_context& io, Clock& clock);

}  // namespace gatewarden::modbus
