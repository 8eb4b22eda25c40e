#include "adapters/ble/radio/device_news.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "adapters/ble/air/uuid.hpp"

namespace gatewarden::ble {

namespace {

constexpr std::uint8_t kServices16 = 0x03, kServices128 = 0x07, kServiceData16 = 0x16, kServiceData32 = 0x20,
                       kServiceData128 = 0x21, kManufacturer = 0xFF;
constexpr std::size_t kMaxListed = 32;  // UUIDs of a device

struct Target {
  KnownDevice& known;
  DeviceNews& news;
};

using Element = std::array<std::uint8_t, Payload::kMaxElement>;

// A variant with bytes, as one AD structure behind `head`.
void take_element(Reader& reader, DeviceNews& news, std::uint8_t type, Bytes head) {
  Element bytes;
  std::size_t size = 0;
  if (!reader.variant("ay", [&] { size = reader.bytes(bytes); })) return;
  if (size > bytes.size() || !news.data.add(type, head, Bytes(bytes.data(), size))) ++news.oversized;
}

void take_manufacturer(Reader& reader, Target into) {
  reader.entries("qv", [&] {
    const std::uint16_t company = reader.u16();
    const std::array<std::uint8_t, 2> head{static_cast<std::uint8_t>(company),
                                           static_cast<std::uint8_t>(company >> 8)};
    take_element(reader, into.news, kManufacturer, head);
  });
  into.known.gave_data = true;
}

// As on the air: the least significant byte first, in as few bytes as say it.
std::size_t on_air(const Uuid& uuid, std::array<std::uint8_t, 16>& bytes) {
  std::reverse_copy(uuid.bytes.begin(), uuid.bytes.end(), bytes.begin());
  std::uint32_t assigned = 0;
  for (std::size_t i = 0; i < 4; ++i) assigned = assigned << 8 | uuid.bytes[i];
  if (uuid != Uuid::of(assigned)) return 16;
  std::rotate(bytes.begin(), bytes.begin() + 12, bytes.end());
  return assigned >> 16 == 0 ? 2 : 4;
}

void take_service_data(Reader& reader, Target into) {
  reader.entries("sv", [&] {
    const auto uuid = parse_uuid(reader.text());
    if (!uuid) return reader.skip_variant();
    std::array<std::uint8_t, 16> head;
    const std::size_t size = on_air(*uuid, head);
    const std::uint8_t type = size == 2 ? kServiceData16 : size == 4 ? kServiceData32 : kServiceData128;
    take_element(reader, into.news, type, Bytes(head.data(), size));
  });
  into.known.gave_data = true;
}

// Only what BlueZ does not tell otherwise.
void take_other_data(Reader& reader, Target into) {
  static constexpr std::array<std::uint8_t, 12> kTold{0x01, 0x02, 0x03, 0x06, 0x07, 0x08,
                                                      0x09, 0x0A, 0x16, 0x20, 0x21, 0xFF};
  reader.entries("yv", [&] {
    const std::uint8_t type = reader.u8();
    if (std::find(kTold.begin(), kTold.end(), type) != kTold.end()) return reader.skip_variant();
    take_element(reader, into.news, type, {});
  });
}

void take_services(Reader& reader, Target into) {
  Payload lists;
  std::size_t count = 0;
  reader.texts([&](std::string_view text) {
    const auto uuid = parse_uuid(text);
    if (!uuid || ++count > kMaxListed) return;
    std::array<std::uint8_t, 16> bytes;
    const std::size_t size = on_air(*uuid, bytes);
    lists.add(size == 2   ? kServices16
              : size == 4 ? std::uint8_t{0x05}
                          : kServices128,
              Bytes(bytes.data(), size));
  });
  into.known.services.assign(reinterpret_cast<const char*>(lists.bytes().data()), lists.bytes().size());
}

void take_rssi(Reader& reader, Target into) {
  into.news.rssi = static_cast<std::int8_t>(std::clamp<std::int16_t>(reader.i16(), -128, 127));
}
void take_power(Reader& reader, Target into) {
  into.known.tx_power = static_cast<std::int8_t>(std::clamp<std::int16_t>(reader.i16(), -128, 127));
}
void take_name(Reader& reader, Target into) {
  into.known.name = reader.text().substr(0, KnownDevice::kMaxName);
}
void take_type(Reader& reader, Target into) { into.known.random = reader.text() == "random"; }
void take_connected(Reader& reader, Target into) { into.news.connected = reader.truth(); }
void take_resolved(Reader& reader, Target into) { into.news.resolved = reader.truth(); }
void take_flags(Reader& reader, Target into) {
  std::array<std::uint8_t, 1> flags{};
  if (reader.bytes(flags) > 0) into.known.flags = flags[0];
}

struct Property {
  std::string_view name;
  const char* type;
  void (*take)(Reader&, Target);
  bool fixed;
};

// What is in every advertisement first.
constexpr Property kProperties[] = {
    {"RSSI", "n", take_rssi, false},
    {"ManufacturerData", "a{qv}", take_manufacturer, false},
    {"ServiceData", "a{sv}", take_service_data, false},
    {"TxPower", "n", take_power, false},
    {"AdvertisingFlags", "ay", take_flags, false},
    {"Name", "s", take_name, true},
    {"UUIDs", "as", take_services, true},
    {"AddressType", "s", take_type, false},
    {"Connected", "b", take_connected, false},
    {"ServicesResolved", "b", take_resolved, false},
    {"AdvertisingData", "a{yv}", take_other_data, false},
};

}  // namespace

void DeviceNews::clear() {
  data.clear();
  rssi.reset();
  connected.reset();
  resolved.reset();
  fixed = false;
  oversized = 0;
}

void read_device(Reader& reader, KnownDevice& known, DeviceNews& news) {
  reader.entries("sv", [&] {
    const std::string_view name = reader.text();
    for (const Property& property : kProperties) {
      if (property.name != name) continue;
      if (reader.variant(property.type, [&] { property.take(reader, {known, news}); }))
        news.fixed |= property.fixed;
      return;
    }
    reader.skip_variant();
  });
}

AdapterNews read_adapter(Reader& reader) {
  AdapterNews news;
  reader.entries("sv", [&] {
    const std::string_view name = reader.text();
    if (name == "Address") {
      reader.variant("s", [&] { news.address = reader.text().substr(0, 17); });
    } else if (name == "Powered") {
      reader.variant("b", [&] { news.powered = reader.truth(); });
    } else if (name == "Discovering") {
      reader.variant("b", [&] { news.discovering = reader.truth(); });
    } else {
      reader.skip_variant();
    }
  });
  return news;
}

void skip_properties(Reader& reader) {
  reader.entries("sv", [&] {
    reader.text();
    reader.skip_variant();
  });
}

}  // namespace gatewarden::ble
