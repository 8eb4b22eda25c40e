// Gatt over BlueZ, on the connection of a BluezRadio. It looks once a second whose turn it is.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "adapters/ble/gatt/gatt.hpp"
#include "adapters/ble/gatt/gatt_schedule.hpp"
#include "adapters/ble/gatt/gatt_visit.hpp"
#include "adapters/ble/radio/bluez_radio.hpp"

namespace gatewarden::ble {

class BluezGatt final : public Gatt, private DeviceWatch {
 public:
  // Both outlive it.
  BluezGatt(BluezRadio& radio, Clock& clock);
  ~BluezGatt() override;

  void start(GattListener& listener) override;
  void stop() override;
  void assign(std::vector<GattDevice> devices) override;
  void seen(std::uint32_t device, const Address& address, std::uint16_t adapter, SteadyTime at) override;
  GattDeviceSnapshot device(std::uint32_t device) const override { return schedule_.device(device); }
  std::map<std::string, std::uint64_t> counters() const override { return counters_; }

 private:
  // A device that stays connected.
  struct Held {
    DeviceAt at;
    GattObjects objects;
  };
  void device_changed(const DeviceAt& device) override;
  void device_gone(const DeviceAt& device) override;
  void below_changed(const BusSignal& signal, std::string_view interface) override;
  void service_went() override;

  void look();
  void visit(GattSchedule::Turn turn);
  void ended(std::uint32_t device, const std::string& why, bool holds);
  void value(std::uint32_t device, const Uuid& characteristic, Bytes bytes, bool notified);
  void lose(const DeviceAt& device);
  void disconnect(const DeviceAt& device);

  BluezRadio& radio_;
  Clock& clock_;
  GattListener* listener_ = nullptr;
  GattSchedule schedule_;
  std::shared_ptr<GattVisit> visit_;
  std::map<std::uint32_t, Held> held_;
  std::unique_ptr<Timer> timer_;
  std::map<std::string, std::uint64_t> counters_{{"connections", 0},
                                                 {"connections_failed", 0},
                                                 {"notifications", 0},
                                                 {"readings", 0},
                                                 {"readings_failed", 0}};
};

}  // namespace gatewarden::ble
