// MQTT for local brokers and the stand-in: libmosquitto on our loop, without a thread. Messages are passed on
// from the read handler without a copy.
//
// The loop looks names up, and libmosquitto gets one address after another until one connects; TLS still
// checks the configured name. So neither a silent name server nor a black hole blocks the loop.
#pragma once

#include <boost/asio/io_context.hpp>

#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

// Keep-alive is at least the library's minimum, 5 s. Destroy all sessions before `io`.
SessionFactory mosquitto_sessions(boost::asio::io_context& io);

}  // namespace gatewarden::mqtt
