// The properties of MQTT 5 (2.2.2) that a server may send: identifier, type, packets. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/mqtt/connection/packet_cursor.hpp"

namespace gatewarden::mqtt {

// Numbered as on the wire (2.1.2); those a server may send.
enum class PacketType : std::uint8_t {
  connack = 2,
  publish = 3,
  puback = 4,
  suback = 9,
  unsuback = 11,
  pingresp = 13,
  disconnect = 14
};
const char* name_of(PacketType type);

// Reads the length of the properties and them. What is wrong with them ("the unknown property 0x7F"); empty: nothing.
std::string fault_of_properties(PacketType packet, PacketCursor& cursor);

}  // namespace gatewarden::mqtt
