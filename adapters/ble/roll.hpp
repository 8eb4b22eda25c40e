// The children of a link and whose advertisement is whose.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/ble/device/device.hpp"
#include "adapters/ble/identity/identity_table.hpp"
#include "adapters/ble/keys/key_file.hpp"
#include "gateway/sample/assignment.hpp"
#include "gateway/sample/directory.hpp"

namespace gatewarden::ble {

class Roll {
 public:
  // `memory` may be null.
  explicit Roll(DeviceMemory* memory) : memory_(memory) {}

  // Null: a stranger's.
  Device* find(const Heard& heard);
  Device* find(DeviceId device);
  const Device* find(DeviceId device) const { return const_cast<Roll*>(this)->find(device); }
  std::size_t size() const { return devices_.size(); }
  template <class Do>
  void for_each(Do what) {
    for (auto& [id, device] : devices_) what(*device);
  }
  // How the formats of all profiles begin; empty: one is by name only, or not given.
  std::vector<Format::Pattern> patterns() const;

  // A device that keeps its address and points keeps all that is known of it. One without keys was learned: it keeps its
  // address; without one it is left out.
  void assign(const std::vector<Assignment>& devices);
  void serve(const Assignment& device);
  Device& add_learned(const Assignment& device, const Address& address);
  void remove(DeviceId device);  // if it is here
  // Other bind keys and IRKs. A device whose key stays the same does not notice.
  void use(Keys keys);

 private:
  using Plans = std::unordered_map<const AdapterProfile*, std::shared_ptr<const ProfilePlan>>;
  const std::shared_ptr<const ProfilePlan>& plan_for(const Assignment& device);
  Device& add(const Assignment& device, const IdentityKeys& keys);
  void identify(const Device& device);
  void give_key(Device& device);

  DeviceMemory* const memory_;
  Keys keys_;
  IdentityTable identities_;
  std::unordered_map<std::uint32_t, std::unique_ptr<Device>> devices_;
  Plans plans_;
};

}  // namespace gatewarden::ble
