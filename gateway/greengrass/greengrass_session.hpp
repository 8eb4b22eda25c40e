// The Greengrass nucleus as a Session: PublishToIoTCore is a publish, SubscribeToIoTCore a subscription with
// a stream per filter; the session ends with the socket. The core has its own connection to the service: of a
// Target only the connect timeout is used.
//
// An OK of either nucleus does not mean that AWS has the report; only the service's answer does. Offline, the
// classic nucleus keeps what it took; lite refuses at once, seen here as "quota exceeded": pause, send again.
#pragma once

#include <boost/asio/io_context.hpp>

#include "gateway/base/clock.hpp"
#include "gateway/greengrass/nucleus.hpp"
#include "gateway/greengrass/token_watch.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::greengrass {

// Destroy all sessions before `io` and `clock`.
mqtt::SessionFactory greengrass_sessions(boost::asio::io_context& io, Clock& clock, Settings settings,
                                         TokenRefused token_refused = nullptr);

}  // namespace gatewarden::greengrass
