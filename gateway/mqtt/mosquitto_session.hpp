// MQTT for local brokers and the stand-in: libmosquitto on our loop, without a thread. Messages are passed on
// from the read handler without a copy.
//
// The connection is ours (connection/broker_dial.hpp): addresses, proxy, TLS. The library gets packets that passed the
// guard (connection/packet_guard.hpp) over a pair of sockets, so no byte of a broker reaches it unseen. Peak memory of a
// session: the target's max_payload and a constant. A wake-up ends as connection/wake_up.hpp says.
#pragma once

#include <boost/asio/io_context.hpp>

#include "gateway/mqtt/connection/name_lookup.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

// Keep-alive is at least the library's minimum, 5 s. Destroy all sessions before `io`.
SessionFactory mosquitto_sessions(boost::asio::io_context& io, Hosts hosts = {});

}  // namespace gatewarden::mqtt
