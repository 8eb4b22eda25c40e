#include "adapters/ble/commission/heard_devices.hpp"

#include "adapters/ble/formats/formats.hpp"

#include <algorithm>
#include <tuple>

namespace gatewarden::ble {
namespace {

constexpr std::int64_t kLatest = 4'102'444'800'000'000;  // the year 2100, in microseconds

}  // namespace

const HeardDevice* HeardDevices::take(const Advertisement& advertisement, Decoded& decoded) {
  ++advertisements_;
  const Elements elements(advertisement.payload);
  // A recording's own time, since it may be read faster than it was recorded; a stranger's number.
  const SteadyTime at{std::chrono::microseconds(std::clamp(advertisement.unix_us, std::int64_t{0}, kLatest))};
  const Packet packet{elements, advertisement.address, at};
  decoded.clear();
  Place* place = place_of(advertisement.address);
  SenderState unknown;
  unknown.key = keys_.bindkey(advertisement.address);
  decode(packet, place ? place->device.state : unknown, decoded);
  if (!place) return nullptr;
  HeardDevice& device = place->device;
  const bool was_known = !device.format.empty();
  device.take(advertisement, elements, decoded);
  settle(*place);
  return was_known || device.format.empty() ? nullptr : &device;
}

HeardDevices::Place* HeardDevices::place_of(const Address& address) {
  if (const auto found = devices_.find(address); found != devices_.end()) return &found->second;
  const Bindkey* key = keys_.bindkey(address);
  if (devices_.size() >= kMost && !make_room() && !key) {
    ++left_out_;
    return nullptr;
  }
  Place& place = devices_.emplace(address, Place{{}, strangers_.end()}).first->second;
  place.device.address = address;
  place.device.state.key = key;
  place.device.has_key = place.device.state.key != nullptr;
  return &place;
}

bool HeardDevices::make_room() {
  if (strangers_.empty()) return false;
  devices_.erase(strangers_.front());
  strangers_.pop_front();
  ++left_out_;
  return true;
}

void HeardDevices::settle(Place& place) {
  if (place.stranger != strangers_.end()) strangers_.erase(place.stranger);
  place.stranger = strangers_.end();
  if (place.device.has_key || !place.device.format.empty()) return;
  place.stranger = strangers_.insert(strangers_.end(), place.device.address);
}

std::vector<const HeardDevice*> HeardDevices::strongest_first() const {
  std::vector<const HeardDevice*> sorted;
  sorted.reserve(devices_.size());
  for (const auto& [address, place] : devices_) sorted.push_back(&place.device);
  const auto order = [](const HeardDevice* device) {
    return std::tuple(device->format.empty(), -device->rssi.value_or(-128), device->address);
  };
  std::sort(sorted.begin(), sorted.end(),
            [&](const auto* left, const auto* right) { return order(left) < order(right); });
  return sorted;
}

}  // namespace gatewarden::ble
