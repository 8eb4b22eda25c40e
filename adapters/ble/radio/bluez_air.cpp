#include "adapters/ble/radio/bluez_air.hpp"

#include <chrono>

namespace gatewarden::ble {

BluezAir::Heard BluezAir::take(const DeviceAt& device, Reader& properties, bool live) {
  lacks_type_ = false;
  KnownDevice& known = devices_.at(device);
  news_.clear();
  read_device(properties, known, news_);
  oversized_ += news_.oversized;
  if (news_.connected) devices_.set_connected(device, known, *news_.connected);
  if (news_.resolved) known.resolved = *news_.resolved;
  const bool data = !news_.data.empty();
  if (!live || (!data && !news_.rssi)) return Heard::nothing;
  const bool without_data = !known.gave_data && (!known.name.empty() || !known.services.empty());
  const bool content = data || news_.fixed || without_data;
  if (!content) ++empty_;
  if (known.random) {
    hand_on(device, known);
  } else {
    lacks_type_ = true;
  }
  return content ? Heard::content : Heard::empty;
}

void BluezAir::hand_on(const DeviceAt& device, const KnownDevice& known) {
  ++heard_;
  if (!listener_) return;
  known.append_to(news_.data);
  Advertisement heard;
  heard.address = device.address;
  heard.address.random = *known.random;
  heard.payload = news_.data.bytes();
  heard.rssi = news_.rssi;
  heard.adapter = device.adapter;
  heard.at = clock_.now();
  heard.unix_us =
      std::chrono::duration_cast<std::chrono::microseconds>(clock_.wall().time_since_epoch()).count();
  listener_->heard(heard);
}

}  // namespace gatewarden::ble
