// What BlueZ told of devices and tells only when it changes: a signal has no more than what is new. Bounded; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "adapters/ble/air/address.hpp"
#include "adapters/ble/radio/payload.hpp"

namespace gatewarden::ble {

// A device as one adapter sees it.
struct DeviceAt {
  std::uint16_t adapter = 0;
  Address address;  // `random` is not of the name: BlueZ tells it apart

  std::uint64_t number() const;
};

// "/org/bluez/hci0/dev_AA_BB_CC_DD_EE_FF", and what lies below it.
std::optional<DeviceAt> device_of_path(std::string_view path);
std::string path_of(const DeviceAt& device);
// "/org/bluez/hci0".
std::optional<std::uint16_t> adapter_of_path(std::string_view path);
std::string path_of_adapter(std::uint16_t adapter);

// What stays as it is from one advertisement to the next.
struct KnownDevice {
  std::string name;      // at most kMaxName
  std::string services;  // AD structures: the lists of UUIDs
  std::optional<std::uint8_t> flags;
  std::optional<std::int8_t> tx_power;
  std::optional<bool> random;  // not known: nothing is handed on
  bool gave_data = false;      // manufacturer or service data, ever
  bool connected = false, resolved = false;

  static constexpr std::size_t kMaxName = 248;  // Core Specification vol 3 part C, 12.1
  // Behind what is new.
  void append_to(Payload& payload) const;
};

class KnownDevices {
 public:
  static constexpr std::size_t kMaxDevices = 8192;  // about 2 MB

  // A new one if it is not known. In a flood another one is forgotten for it, never one that is connected.
  KnownDevice& at(const DeviceAt& device);
  KnownDevice* find(const DeviceAt& device);
  void forget(const DeviceAt& device);
  void forget_adapter(std::uint16_t adapter);
  void clear();
  // Counted as they come and go.
  void set_connected(const DeviceAt& device, KnownDevice& known, bool is);
  unsigned connected(std::uint16_t adapter) const;
  std::size_t size() const { return devices_.size(); }
  std::uint64_t forgotten() const { return forgotten_; }  // in floods

 private:
  std::unordered_map<std::uint64_t, KnownDevice> devices_;
  std::unordered_map<std::uint16_t, unsigned> connected_;
  std::uint64_t forgotten_ = 0;
};

}  // namespace gatewarden::ble
