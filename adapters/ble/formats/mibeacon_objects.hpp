// What the objects of a MiBeacon mean.
// Source: object pages kept in pvvx/ATC_MiThermometer (InfoMijiaBLE); xiaomi-ble and ble_monitor for the products that differ.
#pragma once

#include <array>
#include <cstdint>

#include "adapters/ble/air/bytes.hpp"
#include "adapters/ble/decoding/decoded.hpp"

namespace gatewarden::ble {

// What objects may say.
extern const std::array<Quantity, 29> kMibeaconTells;

// An object that is unknown, or has another length than it should, is a fault and gives no value.
void add_mibeacon_object(std::uint16_t product, std::uint16_t id, Bytes data, Decoded& into);

}  // namespace gatewarden::ble
