// An advertisement monitor as BlueZ wants it: an object with the patterns, below a root that is an ObjectManager. bluetoothd
// calls it. Only Bus uses them.
// Source: BlueZ, doc/org.bluez.AdvertisementMonitor.rst.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/ble/bus/monitor_pattern.hpp"

namespace sdbus {
class IConnection;
class IObject;
}  // namespace sdbus

namespace gatewarden::ble {

class MonitorTree {
 public:
  // Throws what the library throws.
  MonitorTree(sdbus::IConnection& connection, const std::string& root,
              const std::vector<MonitorPattern>& patterns, const std::function<void(bool active)>& active);
  ~MonitorTree();

 private:
  std::unique_ptr<sdbus::IObject> root_, monitor_;
};

// By their roots.
class MonitorTrees {
 public:
  // Whether the library took it.
  bool offer(sdbus::IConnection& connection, const std::string& root,
             const std::vector<MonitorPattern>& patterns, const std::function<void(bool active)>& active);
  // Also from inside a call of its own: it goes with the next sweep().
  void withdraw(const std::string& root);
  void withdraw_all();
  void sweep() { withdrawn_.clear(); }

 private:
  std::map<std::string, std::unique_ptr<MonitorTree>> trees_;
  std::vector<std::unique_ptr<MonitorTree>> withdrawn_;
};

}  // namespace gatewarden::ble
