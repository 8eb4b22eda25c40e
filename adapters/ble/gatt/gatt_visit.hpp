// One turn of a device, over BlueZ: connect, wait until its services are known, read and subscribe, and disconnect whatever
// happened, unless it stays for what it notifies. Each step has its time; discovery pauses until the services are known.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/ble/gatt/gatt_objects.hpp"
#include "adapters/ble/gatt/gatt_schedule.hpp"
#include "adapters/ble/radio/bluez_radio.hpp"

namespace gatewarden::ble {

class GattVisit : public std::enable_shared_from_this<GattVisit> {
 public:
  struct Told {
    std::function<void(const Uuid& characteristic, Bytes value)> value;
    std::function<void(const std::string& why)> failed;  // a point
    // The last call: `why` it failed as a whole, or empty.
    std::function<void(const std::string& why, bool holds)> ended;
  };

  // `objects`: of a device that is held; else null.
  GattVisit(BluezRadio& radio, Clock& clock, GattSchedule::Turn turn, const GattObjects* objects, Told told);

  void begin();
  // BlueZ tells something new of the device.
  void changed();
  // Says nothing any more; the connection ends.
  void give_up();

  std::uint32_t number() const { return turn_.device; }
  const DeviceAt& device() const { return device_; }
  const GattObjects& objects() const { return objects_; }

 private:
  enum class Step : std::uint8_t { connecting, resolving, listing, asking, disconnecting, over };

  void enter(Step step, Duration patience);
  void overdue();
  void connected(const BusError* error);
  void list();
  void ask_next();
  void ask(const GattPoint& point, const std::string& path, bool subscribing);
  void read(Reader* answer, const BusError* error, const GattPoint& point);
  void answered(const std::string& why);
  void end(const std::string& why);
  void disconnect();
  void over();
  void call(std::string path, const char* interface, const char* member, std::vector<BusArgument> arguments,
            Duration patience, std::function<void(Reader*, const BusError*)> answer);

  BluezRadio& radio_;
  GattSchedule::Turn turn_;
  GattObjects objects_;
  Told told_;
  DeviceAt device_;
  std::string path_;
  Step step_ = Step::over;
  std::deque<std::pair<GattPoint, bool>> asks_;  // and whether to subscribe
  std::unique_ptr<Timer> deadline_;
  Clock& clock_;
  std::string why_;
  bool subscribed_ = false;
};

}  // namespace gatewarden::ble
