// What the two firmwares share that send under the service "environmental sensing", 181A. It belongs to everybody: only a
// length tells whose data they are.
// Source: custom_beacon.h of pvvx/ATC_MiThermometer.
#pragma once

#include <initializer_list>
#include <optional>

#include "adapters/ble/decoding/format.hpp"
#include "adapters/ble/decoding/sealed.hpp"

namespace gatewarden::ble {

// The first of these lengths, or null.
const ServiceData* environment_sensing(const Elements& elements, std::initializer_list<std::size_t> lengths);

// Packet id, cipher text, tag of 4 bytes: the plain text, with the packet id among the values. Its counter is the packet id:
// it wraps within the hour, so a replay is recognised only against recent packets.
std::optional<Bytes> open_environment_sensing(const ServiceData& service, const Packet& packet,
                                              SenderState& state, PlainRoom& room, Decoded& into);

}  // namespace gatewarden::ble
