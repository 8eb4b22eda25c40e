#include "gateway/registry/registry.hpp"

#include <cassert>
#include <utility>

namespace gatewarden {

Result<DeviceId> Registry::add(Child child) {
  if (by_name_.contains(child.thing.text())) {
    return Error{"two children are named \"" + child.thing.text() + "\": a thing has one source of reports"};
  }
  std::uint32_t index;
  if (free_devices_.empty()) {
    index = static_cast<std::uint32_t>(devices_.size());
    devices_.emplace_back();
  } else {
    index = free_devices_.back();
    free_devices_.pop_back();
  }
  Entry& entry = devices_[index];
  entry.child = std::make_unique<Child>(std::move(child));
  entry.first_point = take_points(static_cast<std::uint32_t>(entry.child->profile->metrics.size()));
  by_name_.emplace(entry.child->thing.text(), index);
  const DeviceId device{index};
  for (RegistryListener* listener : listeners_) listener->added(device, PointId{entry.first_point});
  return device;
}

void Registry::remove(DeviceId device) {
  const auto index = index_of(device);
  assert(contains(device));
  for (RegistryListener* listener : listeners_) listener->removed(device);
  Entry& entry = devices_[index];
  by_name_.erase(entry.child->thing.text());
  free_points_[static_cast<std::uint32_t>(entry.child->profile->metrics.size())].push_back(entry.first_point);
  entry.child.reset();
  free_devices_.push_back(index);
}

void Registry::move(DeviceId device, std::string link, bool learned) {
  assert(contains(device));
  Child& child = *devices_[index_of(device)].child;
  child.link = std::move(link);
  child.learned = learned;
}

std::optional<DeviceId> Registry::find(std::string_view thing) const {
  const auto found = by_name_.find(thing);
  if (found == by_name_.end()) return std::nullopt;
  return DeviceId{found->second};
}

bool Registry::contains(DeviceId device) const {
  const auto index = index_of(device);
  return index < devices_.size() && devices_[index].child;
}

const Child& Registry::child(DeviceId device) const {
  assert(contains(device));
  return *devices_[index_of(device)].child;
}

PointId Registry::first_point(DeviceId device) const {
  return PointId{devices_[index_of(device)].first_point};
}

// A removed child's points serve the next child with as many: reloads do not grow the arrays.
std::uint32_t Registry::take_points(std::uint32_t count) {
  if (const auto found = free_points_.find(count); found != free_points_.end() && !found->second.empty()) {
    const std::uint32_t first = found->second.back();
    found->second.pop_back();
    return first;
  }
  const std::uint32_t first = point_bound_;
  point_bound_ += count;
  return first;
}

}  // namespace gatewarden
