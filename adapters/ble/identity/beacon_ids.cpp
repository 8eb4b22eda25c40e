#include "adapters/ble/identity/beacon_ids.hpp"

#include <algorithm>

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kApple = 0x004C, kEddystone = 0xFEAA;
constexpr std::size_t kIBeaconAt = 2, kUidAt = 2;  // behind 02 15; behind the frame's type and its power

}  // namespace

std::optional<IBeaconId> ibeacon_in(const Elements& elements) {
  for (const ManufacturerData& each : elements.manufacturer_data()) {
    IBeaconId id;
    if (each.company != kApple || each.data.size() < kIBeaconAt + id.bytes.size()) continue;
    if (each.data[0] != 0x02 || each.data[1] != 0x15) continue;
    std::copy_n(each.data.begin() + kIBeaconAt, id.bytes.size(), id.bytes.begin());
    return id;
  }
  return std::nullopt;
}

std::optional<EddystoneId> eddystone_in(const Elements& elements) {
  EddystoneId id;
  const ServiceData* frame = elements.service(kEddystone);
  if (!frame || frame->data.size() < kUidAt + id.bytes.size() || frame->data[0] != 0x00) return std::nullopt;
  std::copy_n(frame->data.begin() + kUidAt, id.bytes.size(), id.bytes.begin());
  return id;
}

}  // namespace gatewarden::ble
