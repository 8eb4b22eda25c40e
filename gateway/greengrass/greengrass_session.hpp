// The Greengrass nucleus as a Session: PublishToIoTCore is a publish, SubscribeToIoTCore a subscription with
// a stream for each filter, the end of the socket ends the session. The service is reached over the core's
// own connection, so only the connect time-out of a Target matters here.
//
// An OK of either nucleus does not mean that AWS has the report; only the service's answer does. While the
// core is offline the classic nucleus keeps what it took; lite refuses it at once, which arrives here as
// "quota exceeded": pause, and send it again.
#pragma once

#include <boost/asio/io_context.hpp>

#include "gateway/base/clock.hpp"
#include "gateway/greengrass/nucleus.hpp"
#include "gateway/greengrass/token_watch.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::greengrass {

// All sessions must go before `io` and `clock` do.
mqtt::SessionFactory greengrass_sessions(boost::asio::io_context& io, Clock& clock, Settings settings,
                                         TokenRefused token_refused = nullptr);

}  // namespace gatewarden::greengrass
