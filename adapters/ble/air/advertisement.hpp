// What a radio hears, the same from every source: BlueZ, its monitor, a recording, later the management socket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "adapters/ble/air/address.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

// Bytes of AD structures in one advertisement at most, extended ones joined. Core Specification vol 4 part E, 7.7.65.13.
inline constexpr std::size_t kMaxPayload = 1650;

struct Advertisement {
  // Of the sender, or its identity where the controller or BlueZ resolved it.
  Address address;
  // AD structures, at most kMaxPayload bytes; only valid during the call.
  std::span<const std::uint8_t> payload;
  std::optional<std::int8_t> rssi;  // dBm
  std::optional<bool> connectable;  // where the source tells it
  std::uint16_t adapter = 0;        // number of the radio that heard it: N of hciN; 0xFFFF: none
  SteadyTime at{};
  // The same by the wall clock, or by the recording; microseconds since 1970.
  std::int64_t unix_us = 0;
};

}  // namespace gatewarden::ble
