// MQTT for local brokers and for the stand-in: libmosquitto, driven by our own loop without a thread. What
// arrives is handed on at once from the read handler, without a copy.
//
// Names are looked up by the loop's resolver; libmosquitto only gets addresses, one after the other
// until one takes the connection; TLS still checks the configured name. So neither a silent name server
// nor a black hole holds the loop.
#pragma once

#include <boost/asio/io_context.hpp>

#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

// Keep-alive is raised to the library's least, 5 s. All sessions must go before `io` does.
SessionFactory mosquitto_sessions(boost::asio::io_context& io);

}  // namespace gatewarden::mqtt
