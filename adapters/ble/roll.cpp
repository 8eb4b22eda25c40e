#include "adapters/ble/roll.hpp"

#include <algorithm>
#include <utility>

namespace gatewarden::ble {
namespace {

bool same(const std::optional<Bindkey>& a, const Bindkey* b) {
  if (!a || !b) return !a && !b;
  return a->size == b->size && std::equal(a->bytes.begin(), a->bytes.begin() + a->size, b->bytes.begin());
}

bool same(const Format::Pattern& a, const Format::Pattern& b) {
  return a.type == b.type && a.length == b.length && a.begins == b.begins;
}

}  // namespace

Device* Roll::find(const Heard& heard) {
  const auto child = identities_.find(heard);
  return child ? find(DeviceId{*child}) : nullptr;
}

Device* Roll::find(DeviceId device) {
  const auto found = devices_.find(index_of(device));
  return found == devices_.end() ? nullptr : found->second.get();
}

std::vector<Format::Pattern> Roll::patterns() const {
  std::vector<Format::Pattern> all;
  for (const auto& [profile, plan] : plans_) {
    const auto& own = plan->settings().slice;
    std::vector<Format::Pattern> its = own ? ble::patterns(*own) : std::vector<Format::Pattern>();
    for (const Format* format : plan->formats()) {
      if (format->patterns.empty()) return {};
      its.insert(its.end(), format->patterns.begin(), format->patterns.end());
    }
    if (its.empty()) return {};
    for (const Format::Pattern& each : its) {
      if (std::ranges::none_of(all, [&](const auto& known) { return same(known, each); }))
        all.push_back(each);
    }
  }
  return all;
}

void Roll::assign(const std::vector<Assignment>& devices) {
  auto before = std::exchange(devices_, {});
  plans_.clear();
  identities_.clear();
  devices_.reserve(devices.size());
  for (const Assignment& device : devices) {
    const auto* keys = std::any_cast<IdentityKeys>(&device.address);
    const auto old = before.find(index_of(device.device));
    if (old == before.end() || old->second->first != device.first || (keys && *keys != old->second->keys)) {
      if (keys) add(device, *keys);
      continue;
    }
    Device& kept = *(devices_[old->first] = std::move(old->second));
    kept.thing = device.thing;
    kept.plan = plan_for(device);
    identify(kept);
  }
}

void Roll::serve(const Assignment& device) {
  const auto* keys = std::any_cast<IdentityKeys>(&device.address);
  const Device* old = find(device.device);
  if (!keys || (old && old->first == device.first && old->keys == *keys)) return;
  remove(device.device);
  add(device, *keys);
}

Device& Roll::add_learned(const Assignment& device, const Address& address) {
  if (Device* known = find(device.device)) return *known;
  IdentityKeys keys;
  keys.address = address;
  return add(device, keys);
}

Device& Roll::add(const Assignment& device, const IdentityKeys& keys) {
  auto& place = devices_[index_of(device.device)];
  place = std::make_unique<Device>();
  place->thing = device.thing;
  place->id = device.device;
  place->first = device.first;
  place->plan = plan_for(device);
  place->keys = keys;
  identify(*place);
  give_key(*place);
  return *place;
}

void Roll::remove(DeviceId device) {
  const auto found = devices_.find(index_of(device));
  if (found == devices_.end()) return;
  identities_.remove(found->first, found->second->keys);
  devices_.erase(found);
}

void Roll::use(Keys keys) {
  std::swap(keys_, keys);
  identities_.clear();
  for (auto& [id, device] : devices_) {
    identify(*device);
    const Bindkey* key = device->keys.address ? keys_.bindkey(*device->keys.address) : nullptr;
    if (!same(device->seal.key, key)) give_key(*device);
  }
}

void Roll::identify(const Device& device) {
  const auto irk = keys_.identity_keys.find(device.keys.irk);
  identities_.add(index_of(device.id), device.keys,
                  irk == keys_.identity_keys.end() ? nullptr : &irk->second);
}

// What was accepted with another key means nothing for this one.
void Roll::give_key(Device& device) {
  const Bindkey* key = device.keys.address ? keys_.bindkey(*device.keys.address) : nullptr;
  device.seal.key = key ? std::optional(*key) : std::nullopt;
  device.seal.state = {};
  device.seal.state.key = device.seal.key ? &*device.seal.key : nullptr;
  device.seal.ahead = {};
  device.seal.in_doubt_to = 0;
  if (memory_) device.recall(memory_->recall(device.thing));
}

const std::shared_ptr<const ProfilePlan>& Roll::plan_for(const Assignment& device) {
  auto& plan = plans_[device.profile.get()];
  if (!plan) plan = std::make_shared<const ProfilePlan>(device.profile);
  return plan;
}

}  // namespace gatewarden::ble
