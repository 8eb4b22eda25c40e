// The uplink's MQTT: Eclipse Paho, one client per session. Slow calls (connecting, disconnecting, joining
// its threads) run in order on the factory's worker; Paho's callbacks fill an inbox and wake the loop, with
// one pending wake-up at most.
//
// The connection is ours (connection/broker_dial.hpp): addresses, proxy, TLS. Paho connects to a local door
// (local_door.hpp) and gets packets that passed the guard (connection/packet_guard.hpp), no faster than the loop takes
// what it makes of them. Peak memory of a session: the target's max_payload, thrice, and a constant.
#pragma once

#include <boost/asio/io_context.hpp>

#include "gateway/mqtt/connection/name_lookup.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

// Call it before other threads run: it changes the environment. Sets RES_OPTIONS (name_lookup.hpp) and
// removes http_proxy and https_proxy, because only a Target may name a proxy. The last copy of factory and
// sessions joins the worker, which waits for Paho (usually under 0.2 s). Destroy all of them before `io`.
SessionFactory paho_sessions(boost::asio::io_context& io, Hosts hosts = {});

}  // namespace gatewarden::mqtt
