// What several formats ask of a packet before they read its values.
#pragma once

#include <array>
#include <cstdint>

#include "adapters/ble/decoding/format.hpp"

namespace gatewarden::ble {

// Notes the address that a payload tells. False: it is not the sender's, so the packet is a copy.
bool is_senders(const Packet& packet, const std::array<std::uint8_t, 6>& inside, Decoded& into);

// By a counter of 32 bits that a fitting MIC vouches for: one that grows is the last one now; the same is a repetition; a
// smaller one is a replay, however small it is: who takes a fall for a restart lets anyone replay a device's first packets.
// It never wraps. A device that lost its counter gets in again when the owner of the state forgets the last one.
//
// False: replayed.
bool accept_counter(std::uint32_t counter, SenderState& state, Decoded& into);

// By 8 bits that nothing vouches for, or beside a counter that was accepted. The same is a repetition; the rest is taken.
void note_packet_id(std::uint8_t id, const Packet& packet, SenderState& state, Decoded& into);

// By 8 bits that a fitting MIC vouches for. They wrap within the hour, so only what is behind a packet of the last five
// minutes is known as replayed. False: replayed.
bool accept_packet_id(std::uint8_t id, const Packet& packet, SenderState& state, Decoded& into);

// Plain data where a key is configured: false.
bool accept_plain(const SenderState& state, Decoded& into);

}  // namespace gatewarden::ble
