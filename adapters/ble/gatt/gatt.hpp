// What must be asked of a device, over a connection: characteristics read on a schedule, or subscribed. Nothing is written,
// but for what subscribing asks of BlueZ (kSubscribingWrites).
//
// Connections are few: one is being made at a time, with 20 s for it and 10 s more until BlueZ knows the services; meanwhile
// the adapter's discovery pauses, at most kMaxPause. Devices that are subscribed stay connected, kMaxHeld at most. A device
// that does not answer is tried ever more rarely, up to hourly, and costs the others nothing. On the loop's thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ble/air/address.hpp"
#include "adapters/ble/air/elements.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

inline constexpr Duration kConnectPatience = std::chrono::seconds(20);
inline constexpr Duration kResolvePatience = std::chrono::seconds(10);
inline constexpr Duration kReadPatience = std::chrono::seconds(5);  // of one characteristic
inline constexpr Duration kMaxPause =
    kConnectPatience + kResolvePatience;    // of discovery, for one connection
inline constexpr std::size_t kMaxHeld = 4;  // devices that stay connected
inline constexpr std::size_t kMaxGattValue =
    512;  // bytes of a characteristic; Core Specification vol 3 part F, 3.2.9
inline constexpr std::size_t kMaxGattPoints = 64;  // of a device

// For `plan`, where a profile subscribes.
inline constexpr std::string_view kSubscribingWrites =
    "subscribing lets BlueZ write the client configuration descriptor (2902) of the characteristic: two bytes that tell the "
    "device to notify; nothing else is ever written";

struct GattPoint {
  Uuid characteristic;
  Duration every{};        // between two readings; zero: only subscribed
  bool subscribe = false;  // and each value that it notifies
};

// `device` is the caller's own number of it.
struct GattDevice {
  std::uint32_t device = 0;
  std::vector<GattPoint> points;  // at most kMaxGattPoints
};

struct GattValue {
  Uuid characteristic;
  Bytes bytes;  // at most kMaxGattValue; only valid during the call
  bool notified = false;
  SteadyTime at{};
};

class GattListener {
 public:
  virtual ~GattListener() = default;
  virtual void read(std::uint32_t device, const GattValue& value) = 0;
  // A connection, a reading or a subscription failed; `why` in words, with the remedy where there is one.
  virtual void not_read(std::uint32_t device, std::string_view why) = 0;
};

struct GattDeviceSnapshot {
  std::string why;  // last failure; empty if all is well
  std::uint64_t connections = 0, readings = 0, failures = 0;
  bool connected = false;
  std::optional<SteadyTime> next;  // when it is tried again
};

class Gatt {
 public:
  virtual ~Gatt() = default;
  // The listener outlives it.
  virtual void start(GattListener& listener) = 0;
  virtual void stop() = 0;  // ends its connections; hands on nothing after it returns
  // The full list; a device with unchanged points does not notice.
  virtual void assign(std::vector<GattDevice> devices) = 0;
  // An advertisement of this device: the address it has now, and the adapter that hears it. Connections are made only to
  // devices that were heard within the last 30 s, since BlueZ forgets others.
  virtual void seen(std::uint32_t device, const Address& address, std::uint16_t adapter, SteadyTime at) = 0;
  virtual GattDeviceSnapshot device(std::uint32_t device) const = 0;
  virtual std::map<std::string, std::uint64_t> counters()
      const = 0;  // "connections", "connections_failed", "readings", ...
};

}  // namespace gatewarden::ble
