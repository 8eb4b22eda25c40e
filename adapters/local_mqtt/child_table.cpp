#include "adapters/local_mqtt/child_table.hpp"

#include <functional>

#include "adapters/local_mqtt/settings.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::local_mqtt {
namespace {

std::size_t hash_of(std::string_view topic) { return std::hash<std::string_view>()(topic); }
std::size_t hash_of(DeviceId device) { return index_of(device); }

}  // namespace

std::uint32_t ChildTable::find(std::string_view topic) const {
  return by_topic_.find(hash_of(topic), [&](std::uint32_t i) { return children_[i].topic == topic; });
}

std::uint32_t ChildTable::position(DeviceId device) const {
  return by_device_.find(hash_of(device), [&](std::uint32_t i) { return children_[i].device == device; });
}

const TopicChild* ChildTable::find(DeviceId device) const {
  const auto at = position(device);
  return at == FlatIndex::kNone ? nullptr : &children_[at];
}

std::vector<std::string_view> ChildTable::topics() const {
  std::vector<std::string_view> topics;
  topics.reserve(size());
  for (const TopicChild& child : children_) {
    if (!child.topic.empty()) topics.emplace_back(child.topic);
  }
  return topics;
}

void ChildTable::assign(const std::vector<Assignment>& devices) {
  std::vector<TopicChild> before;
  before.swap(children_);
  free_.clear();
  FlatIndex was;
  std::swap(was, by_device_);
  by_device_.reset(devices.size());
  by_topic_.reset(devices.size());
  const std::vector<std::unique_ptr<const ProfilePlan>> old_plans = std::move(plans_);
  plans_.clear();
  plan_by_profile_.clear();
  children_.reserve(devices.size());
  for (const Assignment& device : devices) {
    const Address* address = std::any_cast<Address>(&device.address);
    const auto at =
        was.find(hash_of(device.device), [&](std::uint32_t i) { return before[i].device == device.device; });
    TopicChild* old = at == FlatIndex::kNone ? nullptr : &before[at];
    if (address == nullptr && old == nullptr) continue;
    if (old != nullptr && old->first == device.first &&
        (address == nullptr || address->topic == old->topic)) {
      children_.push_back(std::move(*old));
      children_.back().thing = device.thing;
      children_.back().plan = plan_for(device.profile);
      children_.back().next = FlatIndex::kNone;
    } else {
      children_.push_back(record(device, address != nullptr ? address->topic : old->topic));
    }
    index(static_cast<std::uint32_t>(children_.size() - 1));
  }
}

void ChildTable::serve(const Assignment& device) {
  const Address* address = std::any_cast<Address>(&device.address);
  const TopicChild* old = find(device.device);
  if (address == nullptr || (old != nullptr && old->first == device.first && old->topic == address->topic))
    return;
  remove(device.device);
  add(device, address->topic);
}

std::uint32_t ChildTable::add(const Assignment& device, std::string_view topic) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(children_.size()));
    children_.emplace_back();
  }
  const std::uint32_t position = free_.back();
  free_.pop_back();
  children_[position] = record(device, std::string(topic));
  index(position);
  return position;
}

void ChildTable::remove(DeviceId device) {
  const std::uint32_t at = position(device);
  if (at == FlatIndex::kNone) return;
  by_device_.erase(hash_of(device), at);
  take_off_topic(at);
  children_[at] = {};
  free_.push_back(at);
}

void ChildTable::take_off_topic(std::uint32_t position) {
  const TopicChild& leaving = children_[position];
  const std::size_t hash = hash_of(leaving.topic);
  std::uint32_t before = find(leaving.topic);
  if (before == position) {
    by_topic_.erase(hash, position);
    if (leaving.next != FlatIndex::kNone) by_topic_.insert(hash, leaving.next);
    return;
  }
  while (children_[before].next != position) before = children_[before].next;
  children_[before].next = leaving.next;
}

TopicChild ChildTable::record(const Assignment& device, std::string topic) {
  TopicChild child;
  child.topic = std::move(topic);
  child.thing = device.thing;
  child.device = device.device;
  child.first = device.first;
  child.plan = plan_for(device.profile);
  return child;
}

void ChildTable::index(std::uint32_t position) {
  TopicChild& child = children_[position];
  by_device_.insert(hash_of(child.device), position);
  const std::uint32_t first = find(child.topic);
  if (first == FlatIndex::kNone) {
    by_topic_.insert(hash_of(child.topic), position);
  } else {
    child.next = children_[first].next;
    children_[first].next = position;
  }
}

std::uint32_t ChildTable::plan_for(const std::shared_ptr<const AdapterProfile>& profile) {
  const auto [known, fresh] =
      plan_by_profile_.try_emplace(profile.get(), static_cast<std::uint32_t>(plans_.size()));
  if (!fresh) return known->second;
  auto plan = plan_of(*profile);
  if (!plan) {  // the check of the fleet refuses it; here it must not harm the others
    log::error("local_mqtt", "profile_refused", {{"profile", profile->name}, {"why", plan.error()}});
    plan = PayloadPlan::make({});
  }
  plans_.push_back(std::make_unique<ProfilePlan>(ProfilePlan{profile, std::move(*plan)}));
  return known->second;
}

}  // namespace gatewarden::local_mqtt
