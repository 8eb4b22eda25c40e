// What a link is given to serve: its devices, each with the profile that says what is read from it.
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

// A profile as its adapter needs it. Shared by every child of the profile.
struct AdapterProfile {
  std::string name;
  Duration every{};                  // wanted period between readings; 0 where the device decides (it pushes)
  std::vector<std::string> metrics;  // names, for messages
  // Per metric: what the profile says it is; empty: taken from its name and its `from`.
  std::vector<MetricType> types;
  // Per metric: the adapter's own parsed `from:`; empty where the gateway knows the metric itself.
  std::vector<std::any> from;
  std::any settings;  // the adapter's own, of the whole profile; empty where it says none
};

// One child on one link. `address` is the adapter's own parsed part of the child's entry (unit id, topic).
struct Assignment {
  DeviceId device{};
  PointId first{};  // point of metric i is first + i
  std::string thing;
  std::shared_ptr<const AdapterProfile> profile;
  std::any address;
};

}  // namespace gatewarden
