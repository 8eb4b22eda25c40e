#include "adapters/ble/gatt/gatt_schedule.hpp"

#include <algorithm>
#include <utility>

namespace gatewarden::ble {

namespace {

bool same(const GattPoint& a, const GattPoint& b) {
  return a.characteristic == b.characteristic && a.every == b.every && a.subscribe == b.subscribe;
}

}  // namespace

void GattSchedule::assign(std::vector<GattDevice> devices, SteadyTime now) {
  std::map<std::uint32_t, Device> kept;
  for (GattDevice& each : devices) {
    each.points.resize(std::min(each.points.size(), kMaxGattPoints));
    const auto old = devices_.find(each.device);
    const bool unchanged = old != devices_.end() &&
                           std::equal(each.points.begin(), each.points.end(), old->second.points.begin(),
                                      old->second.points.end(),
                                      [](const GattPoint& a, const Point& b) { return same(a, b.asked); });
    Device& device = kept[each.device];
    if (old != devices_.end()) device = std::move(old->second);
    if (unchanged) continue;
    device.points.clear();
    device.held = device.snapshot.connected = false;
    for (const GattPoint& point : each.points) device.points.push_back({point, now});
  }
  devices_ = std::move(kept);
}

void GattSchedule::seen(std::uint32_t device, const Address& address, std::uint16_t adapter, SteadyTime at) {
  const auto found = devices_.find(device);
  if (found == devices_.end()) return;
  found->second.seen = at;
  if (found->second.held) return;
  found->second.address = address;
  found->second.adapter = adapter;
}

std::size_t GattSchedule::held() const {
  return static_cast<std::size_t>(
      std::count_if(devices_.begin(), devices_.end(), [](const auto& each) { return each.second.held; }));
}

bool GattSchedule::is_due(const Device& device, const Point& point, SteadyTime now) const {
  if (point.asked.subscribe && !device.held && held() < kMaxHeld) return true;
  return point.asked.every > Duration::zero() && now >= point.due;
}

std::optional<SteadyTime> GattSchedule::since(const Device& device, SteadyTime now) const {
  if (now < device.not_before || (!device.held && (!device.seen || now - *device.seen > kFresh)))
    return std::nullopt;
  std::optional<SteadyTime> first;
  for (const Point& point : device.points) {
    if (is_due(device, point, now))
      first = std::min(first.value_or(SteadyTime::max()), std::max(point.due, device.not_before));
  }
  return first;
}

std::optional<GattSchedule::Turn> GattSchedule::next(SteadyTime now) {
  if (busy_ || now < rest_until_) return std::nullopt;
  std::pair<SteadyTime, std::uint32_t> first{SteadyTime::max(), 0};
  for (const auto& [number, device] : devices_) {
    if (const auto due = since(device, now)) first = std::min(first, {*due, number});
  }
  if (first.first == SteadyTime::max()) return std::nullopt;
  const Device& device = devices_.at(first.second);
  Turn turn{first.second, device.address, device.adapter, device.held, {}};
  for (const Point& point : device.points) {
    if (is_due(device, point, now)) turn.points.push_back(point.asked);
  }
  busy_ = true;
  began_ = now;
  return turn;
}

void GattSchedule::ended(std::uint32_t number, const std::string& why, bool holds, SteadyTime now) {
  busy_ = false;
  const auto found = devices_.find(number);
  const bool was_held = found != devices_.end() && found->second.held;
  if (!was_held) rest_until_ = now + std::max(now - began_, kRest);
  if (found == devices_.end()) return;
  Device& device = found->second;
  device.held = holds;
  device.snapshot.connected = holds;
  if (!why.empty()) {
    ++device.snapshot.failures;
    device.snapshot.why = why;
    device.not_before =
        now + std::min<Duration>(kFirstPause * (1U << std::min(device.failures++, 6U)), kLongestPause);
    return;
  }
  if (!was_held) ++device.snapshot.connections;
  device.failures = 0;
  device.snapshot.why.clear();
  for (Point& point : device.points) {
    if (now >= point.due) point.due = now + point.asked.every;
  }
}

void GattSchedule::lost(std::uint32_t number, SteadyTime now) {
  const auto found = devices_.find(number);
  if (found == devices_.end() || !found->second.held) return;
  found->second.held = found->second.snapshot.connected = false;
  found->second.snapshot.why = "the connection was lost";
  found->second.not_before = now + kFirstPause;
}

void GattSchedule::lost_all(SteadyTime now) {
  for (const auto& [number, device] : devices_) lost(number, now);
}

void GattSchedule::counted(std::uint32_t number, bool read, const std::string& why) {
  const auto found = devices_.find(number);
  if (found == devices_.end()) return;
  ++(read ? found->second.snapshot.readings : found->second.snapshot.failures);
  if (!read) found->second.snapshot.why = why;
}

bool GattSchedule::holds(std::uint32_t number) const {
  const auto found = devices_.find(number);
  return found != devices_.end() && found->second.held;
}

GattDeviceSnapshot GattSchedule::device(std::uint32_t number) const {
  const auto found = devices_.find(number);
  if (found == devices_.end()) return {};
  GattDeviceSnapshot snapshot = found->second.snapshot;
  for (const Point& point : found->second.points) {
    if (point.asked.subscribe && !found->second.held && held() >= kMaxHeld) {
      snapshot.why = "not subscribed: as many devices as possible stay connected already";
    }
    if (point.asked.every == Duration::zero()) continue;
    snapshot.next =
        std::min(snapshot.next.value_or(SteadyTime::max()), std::max(point.due, found->second.not_before));
  }
  return snapshot;
}

}  // namespace gatewarden::ble
