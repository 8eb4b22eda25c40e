#include "adapters/modbus/device/device_table.hpp"

#include <algorithm>
#include <any>
#include <bitset>
#include <utility>

#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/settings/profile_settings.hpp"
#include "adapters/modbus/settings/value_source.hpp"

namespace gatewarden::modbus {
namespace {

template <class Value>
bool same(const std::any& a, const std::any& b) {
  const auto* left = std::any_cast<Value>(&a);
  const auto* right = std::any_cast<Value>(&b);
  return left && right ? *left == *right : !left && !right;
}

bool same_profile(const AdapterProfile& a, const AdapterProfile& b) {
  return a.every == b.every && same<ProfileSettings>(a.settings, b.settings) &&
         std::equal(a.from.begin(), a.from.end(), b.from.begin(), b.from.end(), same<ValueSource>);
}

bool same_work(const Assignment& a, const Assignment& b) {
  return a.first == b.first && a.thing == b.thing && same<UnitAddress>(a.address, b.address) &&
         (a.profile == b.profile || same_profile(*a.profile, *b.profile));
}

}  // namespace

std::vector<std::unique_ptr<Device>> DeviceTable::assign(std::vector<Assignment> wanted, const Make& make) {
  Devices kept;
  for (std::size_t place = 0; place < wanted.size(); ++place) {
    const DeviceId id = wanted[place].device;
    const auto old = devices_.find(id);
    std::unique_ptr<Device>& device = kept[id];
    if (old != devices_.end() && same_work(old->second->assignment, wanted[place])) {
      device = std::move(old->second);
      devices_.erase(old);
    } else {
      device = make(std::move(wanted[place]), place, wanted.size());
    }
    device->place = static_cast<std::uint32_t>(place);
  }
  std::vector<std::unique_ptr<Device>> gone;
  for (auto& [id, device] : devices_) gone.push_back(std::move(device));
  devices_ = std::move(kept);
  std::bitset<256> units;
  for (const auto& [id, device] : devices_) units.set(device->unit);
  units_ = static_cast<unsigned>(units.count());
  return gone;
}

std::unique_ptr<Device> DeviceTable::take(DeviceId id) {
  const auto found = devices_.find(id);
  if (found == devices_.end()) return nullptr;
  std::unique_ptr<Device> taken = std::move(found->second);
  devices_.erase(found);
  return taken;
}

Device* DeviceTable::find(DeviceId id) const {
  const auto found = devices_.find(id);
  return found == devices_.end() ? nullptr : found->second.get();
}

Device* DeviceTable::of_unit(std::uint8_t unit) const {
  const auto found = std::find_if(devices_.begin(), devices_.end(),
                                  [&](const auto& entry) { return entry.second->unit == unit; });
  return found == devices_.end() ? nullptr : found->second.get();
}

bool DeviceTable::any_answers() const {
  return std::any_of(devices_.begin(), devices_.end(),
                     [](const auto& entry) { return entry.second->health().answers(); });
}

Duration DeviceTable::time_outs_of_suspects() const {
  Duration all{};
  for (const auto& [id, device] : devices_) {
    if (device->suspect()) all += device->timeout;
  }
  return all;
}

}  // namespace gatewarden::modbus
