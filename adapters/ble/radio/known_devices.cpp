#include "adapters/ble/radio/known_devices.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "adapters/ble/radio/adapter_choice.hpp"

namespace gatewarden::ble {

namespace {

constexpr std::string_view kRoot = "/org/bluez/";
constexpr std::string_view kDevice = "dev_";
constexpr std::size_t kAddressText = 17;  // AA_BB_CC_DD_EE_FF
constexpr std::uint8_t kFlags = 0x01, kCompleteName = 0x09, kTxPower = 0x0A;

// The adapter's part of a path, and what follows it without the slash.
struct Parts {
  std::string_view adapter, rest;
};

std::optional<Parts> parts_of(std::string_view path) {
  if (!path.starts_with(kRoot)) return std::nullopt;
  path.remove_prefix(kRoot.size());
  const std::size_t slash = path.find('/');
  if (slash == path.npos) return Parts{path, {}};
  return Parts{path.substr(0, slash), path.substr(slash + 1)};
}

Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

std::uint64_t DeviceAt::number() const {
  std::uint64_t number = adapter;
  for (const std::uint8_t byte : address.bytes) number = number << 8 | byte;
  return number;
}

std::optional<DeviceAt> device_of_path(std::string_view path) {
  const auto parts = parts_of(path);
  if (!parts || !parts->rest.starts_with(kDevice) || parts->rest.size() < kDevice.size() + kAddressText)
    return std::nullopt;
  const auto adapter = adapter_number(parts->adapter);
  if (!adapter) return std::nullopt;
  DeviceAt device{*adapter, {}};
  const char* text = parts->rest.data() + kDevice.size();
  for (std::uint8_t& byte : device.address.bytes) {
    const auto [end, error] = std::from_chars(text, text + 2, byte, 16);
    if (error != std::errc() || end != text + 2) return std::nullopt;
    text += 3;
  }
  return device;
}

std::string path_of(const DeviceAt& device) {
  std::string path = path_of_adapter(device.adapter) + "/dev_" + to_text(device.address);
  std::replace(path.begin(), path.end(), ':', '_');
  return path;
}

std::optional<std::uint16_t> adapter_of_path(std::string_view path) {
  const auto parts = parts_of(path);
  return parts && parts->rest.empty() ? adapter_number(parts->adapter) : std::nullopt;
}

std::string path_of_adapter(std::uint16_t adapter) {
  return std::string(kRoot) + "hci" + std::to_string(adapter);
}

void KnownDevice::append_to(Payload& payload) const {
  if (flags) payload.add(kFlags, Bytes(&*flags, 1));
  payload.add_whole(bytes_of(services));
  if (!name.empty()) payload.add(kCompleteName, bytes_of(name));
  if (tx_power) {
    const auto power = static_cast<std::uint8_t>(*tx_power);
    payload.add(kTxPower, Bytes(&power, 1));
  }
}

KnownDevice& KnownDevices::at(const DeviceAt& device) {
  if (KnownDevice* known = find(device)) return *known;
  if (devices_.size() >= kMaxDevices) {
    const auto another = std::find_if(devices_.begin(), devices_.end(),
                                      [](const auto& each) { return !each.second.connected; });
    if (another != devices_.end()) devices_.erase(another);
    ++forgotten_;
  }
  return devices_[device.number()];
}

KnownDevice* KnownDevices::find(const DeviceAt& device) {
  const auto found = devices_.find(device.number());
  return found == devices_.end() ? nullptr : &found->second;
}

void KnownDevices::forget(const DeviceAt& device) {
  KnownDevice* known = find(device);
  if (!known) return;
  set_connected(device, *known, false);
  devices_.erase(device.number());
}

void KnownDevices::forget_adapter(std::uint16_t adapter) {
  std::erase_if(devices_, [&](const auto& each) { return each.first >> 48 == adapter; });
  connected_.erase(adapter);
}

void KnownDevices::clear() {
  devices_.clear();
  connected_.clear();
}

void KnownDevices::set_connected(const DeviceAt& device, KnownDevice& known, bool is) {
  if (known.connected == is) return;
  known.connected = is;
  connected_[device.adapter] += is ? 1U : ~0U;
  if (!is) known.resolved = false;
}

unsigned KnownDevices::connected(std::uint16_t adapter) const {
  const auto found = connected_.find(adapter);
  return found == connected_.end() ? 0 : found->second;
}

}  // namespace gatewarden::ble
