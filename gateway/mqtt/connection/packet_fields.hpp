// Fields of packets from a server, beside their properties. Pure.
#pragma once

#include <string>

#include "gateway/mqtt/connection/packet_cursor.hpp"

namespace gatewarden::mqtt {

// What is wrong with the topic of a publish ("no topic"); empty: nothing.
std::string fault_of_topic(Octets topic);

// Of a SUBACK: granted QoS or refusals. Libraries take others for one of the two.
std::string fault_of_codes(PacketCursor codes, bool v5);

}  // namespace gatewarden::mqtt
