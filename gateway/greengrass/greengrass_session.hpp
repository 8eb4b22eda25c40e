// The Greengrass nucleus as a Session: PublishToIoTCore is a publish, SubscribeToIoTCore a subscription with
// a stream for each filter, the end of the socket is the end of the session. The service is reached over the
// core's own connection, so of a Target only the connect time-out means anything here.
//
// What a publisher must know: an OK of either nucleus does not mean that AWS has the report; only the
// service's answer does. The classic nucleus keeps what it took while the core is offline; lite refuses it at
// once, which arrives here as "quota exceeded": pause, and send it again.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/greengrass/nucleus.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::greengrass {

// The token is dead and only a restart of this process by the nucleus brings a new one (token_watch.hpp):
// called from the loop, after the session's `lost` with the reason "not authorized".
using TokenRefused = std::function<void(const std::string& why)>;

// All sessions must go before `io` and `clock` do.
mqtt::SessionFactory greengrass_sessions(boost::asio::io_context& io, Clock& clock, Settings settings,
                                         TokenRefused token_refused = nullptr);

}  // namespace gatewarden::greengrass
