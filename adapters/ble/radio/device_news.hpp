// What a signal of BlueZ tells of a device or an adapter: its dictionary, read without a copy, and put together to AD
// structures again. Properties of another type than BlueZ documents are passed over.
// Source: BlueZ, doc/org.bluez.Device.rst and org.bluez.Adapter.rst.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/ble/bus/reader.hpp"
#include "adapters/ble/radio/known_devices.hpp"
#include "adapters/ble/radio/payload.hpp"

namespace gatewarden::ble {

struct DeviceNews {
  Payload data;  // manufacturer and service data, and other elements that BlueZ tells raw
  std::optional<std::int8_t> rssi;
  std::optional<bool> connected, resolved;
  bool fixed = false;           // something of KnownDevice was told
  std::uint64_t oversized = 0;  // elements that no advertisement can have

  void clear();
};

// Type a{sv}. What stays goes to `known`, the rest to `news`.
void read_device(Reader& reader, KnownDevice& known, DeviceNews& news);

struct AdapterNews {
  std::optional<std::string> address;
  std::optional<bool> powered, discovering;
};

AdapterNews read_adapter(Reader& reader);

// Passes a dictionary a{sv} over.
void skip_properties(Reader& reader);

}  // namespace gatewarden::ble
