// The devices of a scan as a table, and what to know of them. Names are strangers': made harmless.
#pragma once

#include <cstddef>
#include <string>

#include "adapters/ble/commission/heard_devices.hpp"

namespace gatewarden::ble {

// "CB:B8:33:4C:88:4F: ruuvi5; temperature 24.3 °C, ...": when a device is found.
std::string found_text(const HeardDevice& device);
std::string scan_text(const HeardDevices& devices, std::size_t columns);

// Why values are missing, and the remedy; empty if nothing is wrong.
std::string fault_words(Fault fault);

// "temperature 21.5 °C"
std::string value_text(ValueName name, std::string_view value);

}  // namespace gatewarden::ble
