#pragma once

#include <cstdint>

namespace gatewarden::ble {

// What is done for one adapter.
enum class Verb : std::uint8_t {
  none,
  set_filter,
  start_discovery,
  stop_discovery,
  power_on,
  power_off,
  offer_monitor,
  withdraw_monitor,
  look_again,  // at all objects of BlueZ
  reconnect,   // to the bus, as a new client
};

// How BlueZ answered.
enum class Outcome : std::uint8_t {
  done,
  in_progress,
  not_ready,
  unknown_object,
  refused,
  failed,
  timed_out
};

}  // namespace gatewarden::ble
