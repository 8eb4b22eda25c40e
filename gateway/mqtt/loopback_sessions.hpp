// MQTT without a network, for `gatewarden try`: the sessions of one factory reach each other, and nobody else reaches
// them. A publish is acknowledged, and told to every session that subscribed its topic, in the order of publishing.
//
// Nothing is kept for whoever comes later. What is under way is bounded by the windows of those who publish.
#pragma once

#include <boost/asio/io_context.hpp>

#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

// Destroy the sessions before `io`.
SessionFactory loopback_sessions(boost::asio::io_context& io);

}  // namespace gatewarden::mqtt
