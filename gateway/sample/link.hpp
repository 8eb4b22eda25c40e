#pragma once

#include <any>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/sample/assignment.hpp"

namespace gatewarden {

enum class DeviceState : std::uint8_t { never_seen, online, degraded, offline };

struct DeviceSnapshot {
  DeviceState state = DeviceState::never_seen;
  std::string origin;      // "hall-a unit 4", "site sensors/press-1/telemetry"
  std::string why;         // last error, in words; empty if all is well
  std::string last_fault;  // of what it sent, in words; kept when all is well again; or empty
  std::string identity;    // as it says itself: "ACME EM24-DIN, firmware 1.4"; or empty
  std::optional<SteadyTime> last_heard;
  std::uint64_t samples = 0;                      // handed on
  std::uint64_t errors = 0;                       // values lost here: time-outs, exceptions, garbage
  std::map<std::string, std::uint64_t> counters;  // the adapter's own, by reason ("timeouts", "exception_2")
};

// A key of a child's entry in the fleet file that says where its device is, such as topic.
struct AddressKey {
  std::string name, value;
};

// `idle`: no devices, so no connection; `listening`: for devices that dial in; `waiting`: to try again.
enum class LinkState : std::uint8_t { stopped, idle, connecting, listening, connected, waiting };

struct LinkSnapshot {
  std::string name;  // as in the fleet file
  std::string protocol;
  std::string endpoint;  // without credentials
  LinkState state = LinkState::stopped;
  std::optional<Duration> retry_in;  // while waiting
  std::string why;                   // last error; empty if all is well
  std::uint64_t devices = 0;
  std::uint64_t samples = 0;
  std::uint64_t errors = 0;
  std::uint64_t unknown = 0;  // payloads, or answers, of whom nobody listed
  std::string last_unknown;
  std::map<std::string, std::uint64_t> counters;
};

// Of a link that listens to the air: the share of time in which it did.
inline constexpr std::string_view kAirCoverage = "air_coverage_percent";
// Whether one of LinkSnapshot::counters is a measure of now: it may fall, and ends with the link that took it.
inline bool measured(std::string_view counter) {
  return counter.ends_with("_us") || counter == "subscriptions" || counter == kAirCoverage;
}

// A running wire, broker or kernel. It supervises itself: a failure is logged once, backed off and retried; it
// never ends by itself. All calls on the loop's thread.
class Link {
 public:
  virtual ~Link() = default;
  virtual void start() = 0;
  virtual void stop() = 0;  // accepts nothing after it returns
  // What the link's protocol made of the devices that assign() brings next (config::Protocol::prepare), so that the loop need
  // not; without it assign() makes it.
  virtual void prepare(std::any&& /*made*/) {}
  // The full list. Applies the difference: a device with an unchanged assignment does not notice.
  virtual void assign(std::vector<Assignment> devices) = 0;
  // Hands on nothing more of this device, if it has it: another one may get its ids. May be called while the link asks its
  // Directory for another device.
  virtual void release(DeviceId device) = 0;
  // Of those that assign() brings soon: what this device says from now on is handed on. For links whose devices speak
  // unasked; others may wait for assign().
  virtual void serve(const Assignment&) {}
  // Whether this device is heard at `address`, as a child's entry has it: for one that was learned, without an address.
  virtual bool hears(DeviceId, const std::any& /*address*/) const { return false; }
  virtual LinkSnapshot snapshot() const = 0;
  // The snapshot's. Asked for once a second: it looks at no single device.
  virtual std::uint64_t samples() const = 0;
  virtual DeviceSnapshot device(DeviceId device) const = 0;  // never_seen if unknown
  // Of a learned one, as its entry would have it; empty: not known.
  virtual std::vector<AddressKey> address(DeviceId) const { return {}; }
};

}  // namespace gatewarden
