// Whose turn it is to be asked: one device at a time. Pure; the time is an argument.
//
// A device has a turn when one of its points is due and it was heard within the last 30 s. One that failed waits, from a
// minute up to an hour; the others go on. After a turn discovery gets as much time as the turn took, at least 10 s: however
// many devices do not answer, half of the time is left to listen.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/ble/gatt/gatt.hpp"

namespace gatewarden::ble {

class GattSchedule {
 public:
  static constexpr Duration kFresh = std::chrono::seconds(30), kFirstPause = std::chrono::minutes(1),
                            kLongestPause = std::chrono::hours(1), kRest = std::chrono::seconds(10);
  struct Turn {
    std::uint32_t device = 0;
    Address address;
    std::uint16_t adapter = 0;
    bool held = false;              // it is connected
    std::vector<GattPoint> points;  // that are due
  };

  // One whose points change is held no more.
  void assign(std::vector<GattDevice> devices, SteadyTime now);
  void seen(std::uint32_t device, const Address& address, std::uint16_t adapter, SteadyTime at);
  // A turn that begins now; nothing: none is due.
  std::optional<Turn> next(SteadyTime now);
  // It ended: its points were asked, or `why` not. `holds`: it stays connected.
  void ended(std::uint32_t device, const std::string& why, bool holds, SteadyTime now);
  // One that was held is not connected any more.
  void lost(std::uint32_t device, SteadyTime now);
  void lost_all(SteadyTime now);
  // A value came, or one point failed.
  void counted(std::uint32_t device, bool read, const std::string& why);
  bool has(std::uint32_t device) const { return devices_.count(device) > 0; }
  bool holds(std::uint32_t device) const;
  bool is_empty() const { return devices_.empty(); }

  GattDeviceSnapshot device(std::uint32_t device) const;

 private:
  struct Point {
    GattPoint asked;
    SteadyTime due{};
  };
  struct Device {
    std::vector<Point> points;
    Address address;
    std::uint16_t adapter = 0;
    std::optional<SteadyTime> seen;
    bool held = false;
    unsigned failures = 0;
    SteadyTime not_before{};
    GattDeviceSnapshot snapshot;
  };
  bool is_due(const Device& device, const Point& point, SteadyTime now) const;
  std::optional<SteadyTime> since(const Device& device, SteadyTime now) const;  // its first due point is due
  std::size_t held() const;

  std::map<std::uint32_t, Device> devices_;
  SteadyTime began_{}, rest_until_{};
  bool busy_ = false;
};

}  // namespace gatewarden::ble
