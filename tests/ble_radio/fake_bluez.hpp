// bluetoothd as it looks from the bus, on a private bus: adapters, devices, characteristics and advertisement monitors with
// BlueZ's own types and errors. Without a thread: it works when the test says so.
//
//     PrivateBus bus;
//     FakeBluez bluez(bus.address());
//     bluez.add_adapter(0);
//     bluez.work();
//     bluez.advertise(0, "AA:BB:CC:DD:EE:01", {.company = 0x0499, .data = {5, 1}});
#pragma once

#include <sdbus-c++/sdbus-c++.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/child_process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gatewarden::ble::test {

using Dictionary = std::map<std::string, sdbus::Variant>;

// A dbus-daemon of the test's own. Its address stays when it is ended and begun again.
class PrivateBus {
 public:
  PrivateBus();  // throws Lacking where there is no dbus-daemon
  const std::string& address() const { return address_; }
  void begin();
  void end() { daemon_.end(); }

 private:
  gatewarden::test::TemporaryFolder folder_;
  std::string address_;
  gatewarden::test::ChildProcess daemon_;
};

struct Shown {
  std::uint16_t company = 0x0499;
  std::vector<std::uint8_t> data{};  // of the company; empty: none
  std::string service{};             // UUID
  std::vector<std::uint8_t> service_data{};
  std::int16_t rssi = -60;
  std::string name{};
};

class FakeBluez {
 public:
  explicit FakeBluez(const std::string& bus);
  ~FakeBluez();  // bluetoothd ends: its name leaves the bus
  void work();   // answers what was asked; throws when the bus is gone

  void add_adapter(std::uint16_t number, const std::string& address = "00:1A:7D:DA:71:13");
  void remove_adapter(std::uint16_t number);
  void set_powered(std::uint16_t number, bool is);

  // As the kernel would report it, if it is listened to. The device appears with its first advertisement.
  void advertise(std::uint16_t adapter, const std::string& address, const Shown& shown);
  void forget(std::uint16_t adapter, const std::string& address);  // after TemporaryTimeout
  // As it is: PropertiesChanged with anything.
  template <class Value>
  void signal_property(const std::string& path, const std::string& interface, const std::string& name,
                       const Value& value) {
    changed(path, interface, Dictionary{{name, sdbus::Variant(value)}});
  }

  // A signal with a number where BlueZ documents a text or a path.
  void signal_nonsense(const std::string& path, const std::string& interface, const std::string& member);

  // A device that can be connected, with a characteristic for each value, by UUID.
  void add_device(std::uint16_t adapter, const std::string& address,
                  std::map<std::string, std::vector<std::uint8_t>> values);
  void notify(std::uint16_t adapter, const std::string& address, const std::string& uuid,
              std::vector<std::uint8_t> value);

  // What the next calls of a method are answered with: names of errors behind "org.bluez.Error."; "" for a good answer.
  // Connect may be "silent", for ever.
  void answer(const std::string& method, std::vector<std::string> errors);
  bool activates = true;  // the monitors that are registered
  // How often a method was called.
  int calls(const std::string& method) const;
  bool discovering(std::uint16_t adapter) const;
  Dictionary filter() const;
  // Of the last monitor that was registered; as bluetoothd read them.
  std::vector<sdbus::Struct<std::uint8_t, std::uint8_t, std::vector<std::uint8_t>>> patterns() const;
  void release_monitors();

 private:
  struct Adapter {
    std::unique_ptr<sdbus::IObject> object;
    std::string address;
    bool powered = true, discovering = false, monitored = false;
  };
  struct Device {
    std::unique_ptr<sdbus::IObject> object;
    std::vector<std::unique_ptr<sdbus::IObject>> parts;
    std::map<std::string, std::vector<std::uint8_t>> values;  // by path
    std::map<std::string, std::string> paths;                 // by UUID
    bool connected = false;
  };

  void called(const std::string& method);  // throws the planned error
  void changed(const std::string& path, const std::string& interface, const Dictionary& properties);
  void set_discovering(const std::string& path, bool is);
  void add_characteristic(Device& device, const std::string& path, const std::string& uuid);
  void set_connected(const std::string& path, bool is);
  void register_monitor(const std::string& adapter, const std::string& client, const std::string& root);
  Adapter& adapter_at(const std::string& path) { return adapters_.at(path); }

  std::unique_ptr<sdbus::IConnection> connection_;
  std::unique_ptr<sdbus::IObject> root_;
  std::map<std::string, Adapter> adapters_;  // by path
  std::map<std::string, Device> devices_;
  std::map<std::string, int> calls_;
  std::map<std::string, std::vector<std::string>> answers_;
  std::vector<std::string> shown_;  // devices that have appeared
  Dictionary filter_;
  std::vector<sdbus::Struct<std::uint8_t, std::uint8_t, std::vector<std::uint8_t>>> patterns_;
  std::vector<std::unique_ptr<sdbus::IProxy>> monitors_;
};

// "/org/bluez/hci0/dev_AA_..."
std::string device_path(std::uint16_t adapter, const std::string& address);

}  // namespace gatewarden::ble::test
