// The uplink's MQTT: Eclipse Paho, one client object per session. Everything Paho does slowly (connecting,
// breaking off, joining its threads) happens on one worker thread of the factory, in order; its own threads'
// callbacks copy into an inbox and wake the loop, with at most one wake-up under way.
#pragma once

#include <boost/asio/io_context.hpp>

#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

// Changes the process's environment, so make it before other threads run: sets RES_OPTIONS (name_lookup.hpp),
// and removes http_proxy and https_proxy, since a proxy is only what a Target names. The last copy of
// the factory and of its sessions joins the worker, which may take as long as Paho needs to let go (usually
// under 0.2 s). All of them must go before `io` does.
SessionFactory paho_sessions(boost::asio::io_context& io);

}  // namespace gatewarden::mqtt
