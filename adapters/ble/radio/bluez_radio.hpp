// The radio behind BlueZ: executes what each adapter's course wants, over D-Bus, and hands on what BlueZ signals.
//
// By discovery it listens actively, with the filter {Transport le, DuplicateData true, RSSI -127}: it hides nothing, and each
// report of the kernel is signalled. By monitor it listens passively to what begins like the configured formats. Where an
// advertisement monitor is refused, released or not activated, it listens by discovery.
//
// On the loop's thread; the clock outlives it. It is not destroyed from inside one of its own calls.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "adapters/ble/bus/bus.hpp"
#include "adapters/ble/radio/bluez_adapters.hpp"
#include "adapters/ble/radio/bluez_air.hpp"
#include "adapters/ble/radio/bluez_settings.hpp"
#include "adapters/ble/radio/radio.hpp"

namespace gatewarden::ble {

// Who has dialogues with devices over the same connection (adapters/ble/gatt).
class DeviceWatch {
 public:
  virtual ~DeviceWatch() = default;
  virtual void device_changed(const DeviceAt& device) = 0;  // connected or resolved, in BluezRadio::known
  virtual void device_gone(const DeviceAt& device) = 0;
  // PropertiesChanged of an object below a device: a dictionary of type a{sv}, which it reads.
  virtual void below_changed(const BusSignal& signal, std::string_view interface) = 0;
  virtual void service_went() = 0;
};

class BluezRadio final : public Radio, private BusListener {
 public:
  BluezRadio(boost::asio::io_context& io, Clock& clock, BluezSettings settings,
             HeardElsewhere heard_elsewhere = {});
  ~BluezRadio() override;

  void start(RadioListener& listener) override;
  void stop() override;
  RadioSnapshot snapshot() const override;

  // Other patterns for the monitors, as of now; see BluezSettings.
  void listen_for(std::vector<MonitorPattern> patterns);
  // For dialogues with devices. Null: nobody.
  void watch_devices(DeviceWatch* watch) { watch_ = watch; }
  Bus& bus() { return bus_; }
  const KnownDevice* known(const DeviceAt& device) { return air_.devices().find(device); }
  // Discovery of this adapter stops, until then at most. Whether it has stopped: is_paused.
  void pause(std::uint16_t adapter, Duration at_most);
  void resume(std::uint16_t adapter);
  bool is_paused(std::uint16_t adapter) const;

 private:
  void service_came() override;
  void service_went(const std::string& why) override;
  void signal(const BusSignal& signal) override;
  void properties_changed(const BusSignal& signal);
  void device_changed(const DeviceAt& device, Reader& properties);
  void interfaces_added(Reader& arguments);
  void interfaces_removed(Reader& arguments);
  void load();
  void loaded(Reader* objects, const BusError* error);
  void ask_about(const DeviceAt& device);
  void count_connected(std::uint16_t adapter);

  Clock& clock_;
  BluezSettings settings_;
  BluezAir air_;
  std::set<std::uint64_t> asked_;  // devices, about which BlueZ is being asked
  DeviceWatch* watch_ = nullptr;
  std::unique_ptr<Timer> load_again_;
  bool running_ = false;
  Bus bus_;
  BluezAdapters adapters_;
};

}  // namespace gatewarden::ble
