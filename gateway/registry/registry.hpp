// Children and their metrics. Names are looked up once, at start or when a device is first seen; then only
// DeviceId and PointId are used.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/registry/metric_spec.hpp"
#include "gateway/registry/thing_name.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden {

// A profile's metrics in the order of its points. Immutable; shared by its children.
struct Profile {
  std::string name;
  std::vector<MetricSpec> metrics;
  Duration every{};  // expected time between two signs of life; 0: unknown
  friend bool operator==(const Profile&, const Profile&) = default;
};

struct Child {
  ThingName thing;
  std::shared_ptr<const Profile> profile;
  std::string link;  // its name in the fleet file; "host" for the gateway itself
  bool learned = false;
};

// Ids are dense and reused after a removal: owners of state per DeviceId or PointId
// listen to both events. One thread.
class RegistryListener {
 public:
  virtual ~RegistryListener() = default;
  virtual void added(DeviceId device, PointId first) = 0;
  virtual void removed(DeviceId device) = 0;
};

class Registry {
 public:
  // A name belongs to at most one child.
  Result<DeviceId> add(Child child);
  void remove(DeviceId device);
  // The same device as before, by another link, or listed where it was learned: it keeps its id, its points and all that
  // their owners have of it, so nobody is told.
  void move(DeviceId device, std::string link, bool learned);
  void listen(RegistryListener* listener) { listeners_.push_back(listener); }

  std::optional<DeviceId> find(std::string_view thing) const;
  bool contains(DeviceId device) const;
  const Child& child(DeviceId device) const;
  PointId first_point(DeviceId device) const;
  // Including holes of removed children: bounds of DeviceId and PointId.
  std::size_t device_bound() const { return devices_.size(); }
  std::size_t point_bound() const { return point_bound_; }
  std::size_t size() const { return by_name_.size(); }

  template <class Visitor>
  void for_each(Visitor visit) const {
    for (std::size_t i = 0; i < devices_.size(); ++i) {
      if (devices_[i].child) visit(DeviceId{static_cast<std::uint32_t>(i)}, *devices_[i].child);
    }
  }

 private:
  struct Entry {
    std::unique_ptr<Child> child;
    std::uint32_t first_point = 0;
  };
  std::uint32_t take_points(std::uint32_t count);

  std::vector<Entry> devices_;
  std::vector<std::uint32_t> free_devices_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> free_points_;  // by number of points
  std::uint32_t point_bound_ = 0;
  std::unordered_map<std::string_view, std::uint32_t> by_name_;  // keys belong to the children
  std::vector<RegistryListener*> listeners_;
};

}  // namespace gatewarden
