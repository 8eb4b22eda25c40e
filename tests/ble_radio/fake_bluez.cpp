#include "tests/ble_radio/fake_bluez.hpp"

#include <algorithm>
#include <utility>

#include "tests/support/lacking.hpp"

namespace gatewarden::ble::test {

namespace {

constexpr const char* kAdapter = "org.bluez.Adapter1";
constexpr const char* kDevice = "org.bluez.Device1";
constexpr const char* kCharacteristic = "org.bluez.GattCharacteristic1";
constexpr const char* kProperties = "org.freedesktop.DBus.Properties";
constexpr const char* kObjects = "org.freedesktop.DBus.ObjectManager";
constexpr const char* kManager = "org.bluez.AdvertisementMonitorManager1";
constexpr const char* kMonitor = "org.bluez.AdvertisementMonitor1";
using Interfaces = std::map<std::string, Dictionary>;
using Objects = std::map<sdbus::ObjectPath, Interfaces>;
using Bytes = std::vector<std::uint8_t>;

std::string adapter_path(std::uint16_t number) { return "/org/bluez/hci" + std::to_string(number); }

}  // namespace

std::string device_path(std::uint16_t adapter, const std::string& address) {
  std::string path = adapter_path(adapter) + "/dev_" + address;
  std::replace(path.begin(), path.end(), ':', '_');
  return path;
}

PrivateBus::PrivateBus() : address_("unix:path=" + folder_ / "bus") {
  folder_.write(
      "bus.conf",
      "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
      "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">"
      "<busconfig><type>session</type><listen>" +
          address_ +
          "</listen><auth>EXTERNAL</auth><policy context=\"default\"><allow send_destination=\"*\"/>"
          "<allow receive_sender=\"*\"/><allow own=\"*\"/></policy></busconfig>");
  begin();
}

void PrivateBus::begin() {
  std::filesystem::remove(folder_ / "bus");
  try {
    daemon_ = gatewarden::test::ChildProcess::program({"dbus-daemon", "--config-file=" + folder_ / "bus.conf",
                                                       "--print-address", "--nofork", "--nopidfile"},
                                                      {.pipes = true});
  } catch (const std::runtime_error&) {
    throw gatewarden::test::Lacking("dbus-daemon");
  }
  if (daemon_.read_line().empty()) throw gatewarden::test::Lacking("dbus-daemon");
}

FakeBluez::FakeBluez(const std::string& bus)
    : connection_(sdbus::createSessionBusConnectionWithAddress(bus)) {
  root_ = sdbus::createObject(*connection_, "/");
  root_->addObjectManager();
  connection_->requestName("org.bluez");
}

FakeBluez::~FakeBluez() = default;

void FakeBluez::work() {
  while (connection_->processPendingRequest()) continue;
}

void FakeBluez::called(const std::string& method) {
  ++calls_[method];
  auto& planned = answers_[method];
  if (planned.empty()) return;
  const std::string error = planned.front();
  planned.erase(planned.begin());
  if (error.empty()) return;
  throw sdbus::Error(error.find('.') == error.npos ? "org.bluez.Error." + error : error, "as planned");
}

void FakeBluez::changed(const std::string& path, const std::string& interface, const Dictionary& properties) {
  const auto object = sdbus::createObject(*connection_, path);
  auto signal = object->createSignal(kProperties, "PropertiesChanged");
  signal << interface << properties << std::vector<std::string>{};
  signal.send();
}

void FakeBluez::signal_nonsense(const std::string& path, const std::string& interface,
                                const std::string& member) {
  const auto object = sdbus::createObject(*connection_, path);
  auto signal = object->createSignal(interface, member);
  signal << std::int32_t{7};
  signal.send();
}

void FakeBluez::set_discovering(const std::string& path, bool is) {
  adapter_at(path).discovering = is;
  changed(path, kAdapter, {{"Discovering", sdbus::Variant(is)}});
}

void FakeBluez::add_adapter(std::uint16_t number, const std::string& address) {
  const std::string path = adapter_path(number);
  Adapter& adapter = adapters_[path];
  adapter.address = address;
  adapter.object = sdbus::createObject(*connection_, path);
  sdbus::IObject& object = *adapter.object;
  const auto method = [&](const char* name, auto act) {
    object.registerMethod(name).onInterface(kAdapter).implementedAs([this, path, name, act] {
      called(name);
      act(adapter_at(path));
    });
  };
  method("StartDiscovery", [this, path](Adapter& its) {
    if (!its.powered) throw sdbus::Error("org.bluez.Error.NotReady", "Resource Not Ready");
    if (its.discovering) throw sdbus::Error("org.bluez.Error.InProgress", "Operation already in progress");
    set_discovering(path, true);
  });
  method("StopDiscovery", [this, path](Adapter& its) {
    if (!its.discovering) throw sdbus::Error("org.bluez.Error.Failed", "No discovery started");
    set_discovering(path, false);
  });
  object.registerMethod("SetDiscoveryFilter")
      .onInterface(kAdapter)
      .implementedAs([this](const Dictionary& filter) {
        called("SetDiscoveryFilter");
        filter_ = filter;
      });
  object.registerProperty("Address").onInterface(kAdapter).withGetter(
      [this, path] { return adapter_at(path).address; });
  object.registerProperty("Discovering").onInterface(kAdapter).withGetter([this, path] {
    return adapter_at(path).discovering;
  });
  object.registerProperty("Powered")
      .onInterface(kAdapter)
      .withGetter([this, path] { return adapter_at(path).powered; })
      .withSetter([this, path](const bool& is) {
        called(is ? "power_on" : "power_off");
        set_powered(static_cast<std::uint16_t>(std::stoi(path.substr(14))), is);
      });
  object.registerMethod("RegisterMonitor")
      .onInterface(kManager)
      .implementedAs([this, path](const sdbus::ObjectPath& client_root) {
        called("RegisterMonitor");
        const auto* message = adapter_at(path).object->getCurrentlyProcessedMessage();
        register_monitor(path, message->getSender(), client_root);
      });
  object.registerMethod("UnregisterMonitor")
      .onInterface(kManager)
      .implementedAs([this](const sdbus::ObjectPath&) { called("UnregisterMonitor"); });
  object.finishRegistration();
  object.emitInterfacesAddedSignal();
}

void FakeBluez::remove_adapter(std::uint16_t number) {
  const auto found = adapters_.find(adapter_path(number));
  found->second.object->emitInterfacesRemovedSignal();
  adapters_.erase(found);
  std::erase_if(shown_,
                [&](const std::string& path) { return path.starts_with(adapter_path(number) + "/"); });
}

void FakeBluez::set_powered(std::uint16_t number, bool is) {
  const std::string path = adapter_path(number);
  adapter_at(path).powered = is;
  if (!is && adapter_at(path).discovering) set_discovering(path, false);
  changed(path, kAdapter, {{"Powered", sdbus::Variant(is)}});
}

// bluetoothd reads the client's objects, then activates them.
void FakeBluez::register_monitor(const std::string& adapter, const std::string& client,
                                 const std::string& root) {
  auto objects = sdbus::createProxy(*connection_, client, root);
  sdbus::IProxy& reader = *objects;
  reader.callMethodAsync("GetManagedObjects")
      .onInterface(kObjects)
      .uponReplyInvoke([this, adapter, client](const sdbus::Error* error, const Objects& theirs) {
        if (error || theirs.empty()) return;
        for (const auto& [path, interfaces] : theirs) {
          patterns_ = interfaces.at(kMonitor).at("Patterns").get<decltype(patterns_)>();
          auto monitor = sdbus::createProxy(*connection_, client, path);
          if (activates) {
            monitor->callMethodAsync("Activate")
                .onInterface(kMonitor)
                .uponReplyInvoke([](const sdbus::Error*) {});
            adapter_at(adapter).monitored = true;
          }
          monitors_.push_back(std::move(monitor));
        }
      });
  monitors_.push_back(std::move(objects));
}

void FakeBluez::release_monitors() {
  for (auto& [path, adapter] : adapters_) adapter.monitored = false;
  if (!monitors_.empty()) {
    monitors_.back()->callMethodAsync("Release").onInterface(kMonitor).uponReplyInvoke(
        [](const sdbus::Error*) {});
  }
}

void FakeBluez::advertise(std::uint16_t number, const std::string& address, const Shown& shown) {
  const auto adapter = adapters_.find(adapter_path(number));
  if (adapter == adapters_.end() || !(adapter->second.discovering || adapter->second.monitored)) return;
  Dictionary properties{{"RSSI", sdbus::Variant(shown.rssi)}};
  if (!shown.data.empty()) {
    properties["ManufacturerData"] =
        sdbus::Variant(std::map<std::uint16_t, sdbus::Variant>{{shown.company, sdbus::Variant(shown.data)}});
  }
  if (!shown.service.empty()) {
    properties["ServiceData"] =
        sdbus::Variant(Dictionary{{shown.service, sdbus::Variant(shown.service_data)}});
  }
  const std::string path = device_path(number, address);
  if (std::find(shown_.begin(), shown_.end(), path) != shown_.end())
    return changed(path, kDevice, properties);
  shown_.push_back(path);
  properties["Address"] = sdbus::Variant(address);
  properties["AddressType"] = sdbus::Variant(std::string("random"));
  properties["AdvertisingFlags"] = sdbus::Variant(Bytes{6});
  if (!shown.name.empty()) properties["Name"] = sdbus::Variant(shown.name);
  auto signal = root_->createSignal(kObjects, "InterfacesAdded");
  signal << sdbus::ObjectPath(path) << Interfaces{{kDevice, properties}};
  signal.send();
}

void FakeBluez::forget(std::uint16_t adapter, const std::string& address) {
  const std::string path = device_path(adapter, address);
  std::erase(shown_, path);
  auto signal = root_->createSignal(kObjects, "InterfacesRemoved");
  signal << sdbus::ObjectPath(path) << std::vector<std::string>{kDevice};
  signal.send();
}

void FakeBluez::add_device(std::uint16_t number, const std::string& address,
                           std::map<std::string, Bytes> values) {
  const std::string path = device_path(number, address);
  Device& device = devices_[path];
  device.object = sdbus::createObject(*connection_, path);
  sdbus::IObject& object = *device.object;
  object.registerProperty("Address").onInterface(kDevice).withGetter([address] { return address; });
  object.registerProperty("AddressType").onInterface(kDevice).withGetter([] {
    return std::string("random");
  });
  object.registerProperty("Connected").onInterface(kDevice).withGetter([&device] {
    return device.connected;
  });
  object.registerMethod("Connect").onInterface(kDevice).implementedAs([this, path](sdbus::Result<>&& result) {
    ++calls_["Connect"];
    auto& planned = answers_["Connect"];
    const std::string error = planned.empty() ? "" : planned.front();
    if (!planned.empty()) planned.erase(planned.begin());
    if (error == "silent") return;
    if (!error.empty())
      return result.returnError(sdbus::Error("org.bluez.Error." + error, "le-connection-abort-by-local"));
    set_connected(path, true);
    result.returnResults();
  });
  object.registerMethod("Disconnect").onInterface(kDevice).implementedAs([this, path] {
    called("Disconnect");
    set_connected(path, false);
  });
  object.finishRegistration();
  int handle = 10;
  for (auto& [uuid, value] : values) {
    const std::string below = path + "/service0001/char00" + std::to_string(handle++);
    device.values[below] = value;
    device.paths[uuid] = below;
    add_characteristic(device, below, uuid);
  }
}

void FakeBluez::add_characteristic(Device& device, const std::string& path, const std::string& uuid) {
  auto& object = device.parts.emplace_back(sdbus::createObject(*connection_, path));
  object->registerProperty("UUID").onInterface(kCharacteristic).withGetter([uuid] { return uuid; });
  object->registerProperty("Flags").onInterface(kCharacteristic).withGetter([] {
    return std::vector<std::string>{"read", "notify"};
  });
  object->registerMethod("ReadValue")
      .onInterface(kCharacteristic)
      .implementedAs([this, &device, path](const Dictionary&) {
        called("ReadValue");
        return device.values.at(path);
      });
  for (const char* name : {"StartNotify", "StopNotify"}) {
    object->registerMethod(name).onInterface(kCharacteristic).implementedAs([this, name] { called(name); });
  }
  // What must never be called.
  object->registerMethod("WriteValue")
      .onInterface(kCharacteristic)
      .implementedAs([this](const Bytes&, const Dictionary&) { called("WriteValue"); });
  object->finishRegistration();
}

void FakeBluez::set_connected(const std::string& path, bool is) {
  devices_.at(path).connected = is;
  changed(path, kDevice, {{"Connected", sdbus::Variant(is)}, {"ServicesResolved", sdbus::Variant(is)}});
}

void FakeBluez::notify(std::uint16_t adapter, const std::string& address, const std::string& uuid,
                       Bytes value) {
  changed(devices_.at(device_path(adapter, address)).paths.at(uuid), kCharacteristic,
          {{"Value", sdbus::Variant(value)}});
}

void FakeBluez::answer(const std::string& method, std::vector<std::string> errors) {
  answers_[method] = std::move(errors);
}

int FakeBluez::calls(const std::string& method) const {
  const auto found = calls_.find(method);
  return found == calls_.end() ? 0 : found->second;
}

bool FakeBluez::discovering(std::uint16_t adapter) const {
  const auto found = adapters_.find(adapter_path(adapter));
  return found != adapters_.end() && found->second.discovering;
}

Dictionary FakeBluez::filter() const { return filter_; }

std::vector<sdbus::Struct<std::uint8_t, std::uint8_t, Bytes>> FakeBluez::patterns() const {
  return patterns_;
}

}  // namespace gatewarden::ble::test
