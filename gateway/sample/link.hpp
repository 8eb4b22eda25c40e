// What the composition and an adapter say to each other: which devices a link serves, and how it is doing.
#pragma once

#include <any>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden {

enum class MetricType : std::uint8_t;  // defined in gateway/registry/metric_spec.hpp; adapters know it
                                       // through config

// A profile as its adapter needs it. Shared by every child of the profile.
struct Model {
  std::string name;
  Duration every{};                  // wanted period between readings; 0 where the device decides (it pushes)
  std::vector<std::string> metrics;  // names, for messages
  std::vector<MetricType>
      types;  // per metric: what the profile says it is; empty: taken from name and `from`
  std::vector<std::any>
      from;  // per metric: the adapter's own parsed `from:`; empty where the gateway knows the metric itself
  std::any settings;  // the adapter's own, of the whole profile; empty where it says none
};

// One child on one link. `address` is the adapter's own parsed part of the child's entry (unit id, topic).
struct Assignment {
  DeviceId device{};
  PointId first{};  // point of metric i is first + i
  std::string thing;
  std::shared_ptr<const Model> model;
  std::any address;
};

// For devices nobody listed. Answers nothing when learning is off, the bound is reached or the name is not
// allowed; the adapter then only counts.
class Directory {
 public:
  virtual ~Directory() = default;
  virtual std::optional<Assignment> learn(std::string_view link, std::string_view identity) = 0;
};

// What an adapter must know of a thing's device in its next life, in its own words, opaque here: who answered
// last, how it was set. One text a thing.
class DeviceMemory {
 public:
  virtual ~DeviceMemory() = default;
  virtual std::string recall(const std::string& thing) const = 0;  // empty: nothing
  virtual void remember(const std::string& thing, std::string text) = 0;
};

enum class DeviceState : std::uint8_t { never_seen, online, degraded, offline };

// One device as its link sees it.
struct DeviceSnapshot {
  DeviceState state = DeviceState::never_seen;
  std::string origin;  // "hall-a unit 4", "site sensors/press-1/telemetry"
  std::string why;     // last error, in words; empty when all is well
  std::string
      identity;  // who it says it is: "ACME EM24-DIN, firmware 1.4"; empty: it does not, or was not asked
  std::optional<SteadyTime> last_heard;
  std::uint64_t samples = 0;                      // values handed on
  std::uint64_t errors = 0;                       // data lost here: time-outs, exceptions, garbage
  std::map<std::string, std::uint64_t> counters;  // the adapter's own, by reason ("timeouts", "exception_2")
};

struct LinkSnapshot {
  std::string name;  // as in the fleet file
  std::string protocol;
  std::string endpoint;  // without credentials
  std::string state;     // "connected", "connecting", "waiting 12 s", "stopped"
  std::string why;       // last error; empty when all is well
  std::uint64_t devices = 0;
  std::uint64_t samples = 0;
  std::uint64_t errors = 0;
  std::uint64_t unknown = 0;  // data from devices nobody listed
  std::string last_unknown;   // an example of one
  std::map<std::string, std::uint64_t> counters;
};

// One running wire, broker or kernel. It supervises itself: a failure is logged once, backed off and tried
// again; it never ends by itself. All calls on the loop's thread.
class Link {
 public:
  virtual ~Link() = default;
  virtual void start() = 0;
  virtual void stop() = 0;  // takes nothing in after it returns
  // The full list of what to serve. By difference: a device whose assignment did not change does not notice.
  virtual void assign(std::vector<Assignment> devices) = 0;
  virtual LinkSnapshot snapshot() const = 0;
  virtual DeviceSnapshot device(DeviceId device) const = 0;  // never_seen for one it does not know
};

}  // namespace gatewarden
