#include "adapters/ble/gatt/gatt_objects.hpp"

#include "adapters/ble/radio/device_news.hpp"

namespace gatewarden::ble {

namespace {

std::optional<Uuid> read_uuid(Reader& properties) {
  std::optional<Uuid> uuid;
  properties.entries("sv", [&] {
    if (properties.text() != "UUID") return properties.skip_variant();
    properties.variant("s", [&] {
      if (const auto parsed = parse_uuid(properties.text())) uuid = *parsed;
    });
  });
  return uuid;
}

}  // namespace

const std::string* GattObjects::find(const Uuid& characteristic) const {
  for (const auto& [uuid, path] : characteristics) {
    if (uuid == characteristic) return &path;
  }
  return nullptr;
}

const Uuid* GattObjects::at(std::string_view wanted) const {
  for (const auto& [uuid, path] : characteristics) {
    if (path == wanted) return &uuid;
  }
  return nullptr;
}

std::optional<std::uint8_t> read_percentage(Reader& properties) {
  std::optional<std::uint8_t> percentage;
  properties.entries("sv", [&] {
    if (properties.text() != "Percentage") return properties.skip_variant();
    properties.variant("y", [&] { percentage = properties.u8(); });
  });
  return percentage;
}

GattObjects read_gatt_objects(Reader& objects, std::string_view device) {
  GattObjects found;
  objects.entries("oa{sa{sv}}", [&] {
    const std::string path(objects.path());
    const bool below = path.size() > device.size() && path.starts_with(device) && path[device.size()] == '/';
    objects.entries("sa{sv}", [&] {
      const std::string_view interface = objects.text();
      if (below && interface == kCharacteristic &&
          found.characteristics.size() < GattObjects::kMaxCharacteristics) {
        if (const auto uuid = read_uuid(objects)) found.characteristics.emplace_back(*uuid, path);
      } else if (path == device && interface == kBattery) {
        found.battery = read_percentage(objects);
      } else {
        skip_properties(objects);
      }
    });
  });
  return found;
}

}  // namespace gatewarden::ble
