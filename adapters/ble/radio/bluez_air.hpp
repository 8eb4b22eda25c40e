// From what BlueZ signals of devices to advertisements.
//
// A signal holds what changed. What is new of it goes on with what stays (name, services, flags); data of earlier
// advertisements are never repeated. A signal without data and without a change of what stays is an empty advertisement if it
// has an RSSI: it is handed on, but shows a deaf adapter no less deaf, unless this device never has data.
#pragma once

#include <cstdint>
#include <functional>

#include "adapters/ble/radio/device_news.hpp"
#include "adapters/ble/radio/radio.hpp"

namespace gatewarden::ble {

class BluezAir {
 public:
  enum class Heard : std::uint8_t { nothing, empty, content };

  explicit BluezAir(Clock& clock) : clock_(clock) {}

  void listener(RadioListener* listener) { listener_ = listener; }
  // A dictionary of Device1's properties, type a{sv}. `live`: of a signal, not of the list of what BlueZ knows.
  Heard take(const DeviceAt& device, Reader& properties, bool live);
  // Whether it was heard, but nothing tells whether its address is random: BlueZ must be asked.
  bool lacks_type() const { return lacks_type_; }
  // Whether it told of a connection or of services.
  bool link_changed() const { return news_.connected || news_.resolved; }
  KnownDevices& devices() { return devices_; }
  const KnownDevices& devices() const { return devices_; }
  std::uint64_t heard() const { return heard_; }
  std::uint64_t empty() const { return empty_; }
  std::uint64_t oversized() const { return oversized_; }  // elements

 private:
  void hand_on(const DeviceAt& device, const KnownDevice& known);

  Clock& clock_;
  RadioListener* listener_ = nullptr;
  KnownDevices devices_;
  DeviceNews news_;  // one for all: of fixed size
  bool lacks_type_ = false;
  std::uint64_t heard_ = 0, empty_ = 0, oversized_ = 0;
};

}  // namespace gatewarden::ble
