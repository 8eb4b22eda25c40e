// The devices of a link, each with its profile.
#pragma once

#include <any>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden {

// Defined in gateway/registry/metric_spec.hpp; adapters know it through config.
enum class MetricType : std::uint8_t;

// A profile as its adapter needs it. Shared by all children of the profile.
struct AdapterProfile {
  std::string name;
  Duration every{};                  // poll interval; 0 if the device pushes
  std::vector<std::string> metrics;  // for messages
  // Per metric: the profile's type; empty: from its name and `from`.
  std::vector<MetricType> types;
  // Per metric: the adapter's parsed `from:`; empty if the gateway knows the metric itself.
  std::vector<std::any> from;
  std::any settings;  // the adapter's own, of the whole profile; empty if it has none
};

// One child on one link. `address` is the adapter's parsed part of the child's entry (unit id, topic).
struct Assignment {
  DeviceId device{};
  PointId first{};  // point of metric i is first + i
  std::string thing;
  std::shared_ptr<const AdapterProfile> profile;
  std::any address;
};

}  // namespace gatewarden
