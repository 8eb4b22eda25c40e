// Where BlueZ has the characteristics of a device that is connected.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/ble/air/uuid.hpp"
#include "adapters/ble/bus/reader.hpp"

namespace gatewarden::ble {

inline constexpr const char* kCharacteristic = "org.bluez.GattCharacteristic1";
// Older BlueZ keeps the battery service (180F) to itself and tells of it by this.
inline constexpr const char* kBattery = "org.bluez.Battery1";
inline constexpr std::uint16_t kBatteryLevel = 0x2A19;

struct GattObjects {
  static constexpr std::size_t kMaxCharacteristics = 256;     // of a device
  std::vector<std::pair<Uuid, std::string>> characteristics;  // and their paths
  std::optional<std::uint8_t> battery;                        // by Battery1

  const std::string* find(const Uuid& characteristic) const;  // the first; or null
  const Uuid* at(std::string_view path) const;
};

// From the answer to GetManagedObjects, what lies at and below the path of a device.
GattObjects read_gatt_objects(Reader& objects, std::string_view device);
// From a dictionary a{sv}: Battery1's Percentage.
std::optional<std::uint8_t> read_percentage(Reader& properties);

}  // namespace gatewarden::ble
