// ThermoBeacon (SensorBlue, Brifit, ORIA); little endian. The companies are those of many devices: the listed service and
// the length say which ones are meant.
// Source: the parsers of the Bluetooth-Devices and ble_monitor projects (no page of the maker); uptime from community notes.
#include <algorithm>

#include "adapters/ble/decoding/accept.hpp"
#include "adapters/ble/decoding/format.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kCompanies[] = {0x0010, 0x0011, 0x0014, 0x0015, 0x0018, 0x001B, 0x0030};
constexpr std::uint16_t kService = 0xFFF0;
constexpr std::size_t kMeasurement = 18, kExtremes = 20;  // minimum and maximum since its reset

const ManufacturerData* find(const Elements& elements) {
  if (!elements.lists(kService)) return nullptr;
  for (const ManufacturerData& one : elements.manufacturer_data()) {
    const bool is_ours = std::ranges::find(kCompanies, one.company) != std::end(kCompanies);
    const bool fits = one.data.size() == kMeasurement || one.data.size() == kExtremes;
    if (is_ours && fits && one.data[0] == 0) return &one;
  }
  return nullptr;
}

bool recognises(const Elements& elements) { return find(elements) != nullptr; }

void decode(const Packet& packet, SenderState&, Decoded& into) {
  const Bytes data = find(packet.elements)->data;
  is_senders(packet, Address::from_air(&data[2], false).bytes, into);  // if not: a finding, the values stand
  if (data.size() == kExtremes) return;
  into.add_bit(Quantity::button, (data[1] & 0x80) != 0);
  const auto millivolts = static_cast<std::int64_t>(little(data, 8, 2));
  if (millivolts != 0) into.add_divided(Quantity::battery_voltage, millivolts, 1000);
  into.add_within({-100, 100}, Quantity::temperature, little_signed(data, 10, 2), 16);
  into.add_possible(Quantity::humidity, static_cast<std::int64_t>(little(data, 12, 2)), 16);
  into.since_start = static_cast<std::uint32_t>(little(data, 14, 4));
  into.add_divided(Quantity::uptime, *into.since_start);
}

constexpr Format::Pattern kPatterns[] = {
    {AdType::manufacturer_data, {0x10, 0x00}, 2}, {AdType::manufacturer_data, {0x11, 0x00}, 2},
    {AdType::manufacturer_data, {0x14, 0x00}, 2}, {AdType::manufacturer_data, {0x15, 0x00}, 2},
    {AdType::manufacturer_data, {0x18, 0x00}, 2}, {AdType::manufacturer_data, {0x1B, 0x00}, 2},
    {AdType::manufacturer_data, {0x30, 0x00}, 2}};
constexpr Quantity kTells[] = {Quantity::button, Quantity::battery_voltage, Quantity::temperature,
                               Quantity::humidity, Quantity::uptime};

}  // namespace

extern const Format kThermobeacon{"thermobeacon", recognises, decode, kPatterns, kTells};

}  // namespace gatewarden::ble
