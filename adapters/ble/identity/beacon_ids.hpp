// The ids of beacons in an advertisement.
#pragma once

#include <optional>

#include "adapters/ble/air/elements.hpp"
#include "adapters/ble/settings/identity_keys.hpp"

namespace gatewarden::ble {

std::optional<IBeaconId> ibeacon_in(const Elements& elements);
std::optional<EddystoneId> eddystone_in(
    const Elements& elements);  // of a UID frame; EID frames rotate and are none

}  // namespace gatewarden::ble
