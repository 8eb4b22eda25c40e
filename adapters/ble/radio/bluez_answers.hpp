#pragma once

#include <string>

#include "adapters/ble/bus/bus.hpp"
#include "adapters/ble/recovery/adapter_course.hpp"

namespace gatewarden::ble {

inline constexpr const char* kAdapter = "org.bluez.Adapter1";
inline constexpr const char* kDevice = "org.bluez.Device1";
inline constexpr const char* kMonitorManager = "org.bluez.AdvertisementMonitorManager1";
inline constexpr const char* kObjectManager = "org.freedesktop.DBus.ObjectManager";
inline constexpr const char* kProperties = "org.freedesktop.DBus.Properties";

// What an error of BlueZ or of the bus means; null: none.
Outcome outcome_of(const BusError* error);
// For a person, with the remedy where there is one.
std::string words_of(const BusError& error);

}  // namespace gatewarden::ble
