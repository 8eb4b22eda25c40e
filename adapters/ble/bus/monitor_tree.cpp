#include "adapters/ble/bus/monitor_tree.hpp"

#include <sdbus-c++/IConnection.h>
#include <sdbus-c++/IObject.h>
#include <sdbus-c++/Types.h>

#include <cstdint>
#include <utility>

namespace gatewarden::ble {

namespace {

constexpr const char* kMonitor = "org.bluez.AdvertisementMonitor1";
using Pattern =
    sdbus::Struct<std::uint8_t, std::uint8_t, std::vector<std::uint8_t>>;  // position, AD type, bytes

std::vector<Pattern> patterns_of(const std::vector<MonitorPattern>& patterns) {
  std::vector<Pattern> all;
  all.reserve(patterns.size());
  for (const MonitorPattern& pattern : patterns) {
    all.emplace_back(
        std::uint8_t{0}, pattern.ad_type,
        std::vector<std::uint8_t>(pattern.begins.begin(), pattern.begins.begin() + pattern.length));
  }
  return all;
}

}  // namespace

MonitorTree::MonitorTree(sdbus::IConnection& connection, const std::string& root,
                         const std::vector<MonitorPattern>& patterns, const std::function<void(bool)>& active)
    : root_(sdbus::createObject(connection, root)),
      monitor_(sdbus::createObject(connection, root + "/formats")) {
  root_->addObjectManager();
  monitor_->registerProperty("Type").onInterface(kMonitor).withGetter(
      [] { return std::string("or_patterns"); });
  monitor_->registerProperty("Patterns").onInterface(kMonitor).withGetter([all = patterns_of(patterns)] {
    return all;
  });
  // Each report, not only the first.
  monitor_->registerProperty("RSSISamplingPeriod").onInterface(kMonitor).withGetter([] {
    return std::uint16_t{0};
  });
  monitor_->registerMethod("Activate").onInterface(kMonitor).implementedAs([active] { active(true); });
  monitor_->registerMethod("Release").onInterface(kMonitor).implementedAs([active] { active(false); });
  // What they would tell comes as properties of the devices.
  for (const char* unused : {"DeviceFound", "DeviceLost"}) {
    monitor_->registerMethod(unused).onInterface(kMonitor).implementedAs([](const sdbus::ObjectPath&) {});
  }
  monitor_->finishRegistration();
}

MonitorTree::~MonitorTree() = default;

bool MonitorTrees::offer(sdbus::IConnection& connection, const std::string& root,
                         const std::vector<MonitorPattern>& patterns,
                         const std::function<void(bool)>& active) {
  withdraw(root);
  try {
    trees_[root] = std::make_unique<MonitorTree>(connection, root, patterns, active);
    return true;
  } catch (const sdbus::Error&) {
    trees_.erase(root);
    return false;
  }
}

void MonitorTrees::withdraw(const std::string& root) {
  const auto found = trees_.find(root);
  if (found == trees_.end()) return;
  withdrawn_.push_back(std::move(found->second));
  trees_.erase(found);
}

void MonitorTrees::withdraw_all() {
  while (!trees_.empty()) withdraw(std::string(trees_.begin()->first));
}

}  // namespace gatewarden::ble
