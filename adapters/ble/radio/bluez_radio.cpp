#include "adapters/ble/radio/bluez_radio.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "adapters/ble/radio/bluez_answers.hpp"

namespace gatewarden::ble {

namespace {

constexpr Duration kPatience = std::chrono::seconds(10);
constexpr Duration kLoadAgain = std::chrono::milliseconds(1500);
constexpr std::size_t kMaxAsked = 16;

}  // namespace

BluezRadio::BluezRadio(boost::asio::io_context& io, Clock& clock, BluezSettings settings,
                       HeardElsewhere heard_elsewhere)
    : clock_(clock),
      settings_(std::move(settings)),
      air_(clock),
      load_again_(clock.timer([this] { load(); })),
      bus_(io, clock, settings_.bus, *this),
      adapters_(
          bus_, clock, settings_,
          {[this] { load(); }, [this](std::uint16_t adapter) { air_.devices().forget_adapter(adapter); },
           std::move(heard_elsewhere)}) {}

BluezRadio::~BluezRadio() { stop(); }

void BluezRadio::start(RadioListener& listener) {
  air_.listener(&listener);
  running_ = true;
  adapters_.start();
  bus_.open();
}

// Discovery and monitors end with the connection.
void BluezRadio::stop() {
  running_ = false;
  air_.listener(nullptr);
  load_again_->cancel();
  adapters_.stop();
  bus_.close();
}

RadioSnapshot BluezRadio::snapshot() const {
  RadioSnapshot snapshot;
  adapters_.describe(snapshot);
  if (!running_) snapshot.state = LinkState::stopped;
  if (!bus_.why().empty()) snapshot.why = bus_.why();
  if (bus_.retry_at()) snapshot.retry_in = std::max(Duration::zero(), *bus_.retry_at() - clock_.now());
  snapshot.counters.insert(bus_.counters().begin(), bus_.counters().end());
  snapshot.counters["advertisements"] = air_.heard();
  snapshot.counters["empty_advertisements"] = air_.empty();
  snapshot.counters["oversized_elements"] = air_.oversized();
  snapshot.counters["devices_too_many"] = air_.devices().forgotten();
  return snapshot;
}

void BluezRadio::pause(std::uint16_t adapter, Duration at_most) {
  if (AdapterCourse* course = adapters_.course(adapter)) course->pause(clock_.now() + at_most, clock_.now());
  adapters_.run();
}

void BluezRadio::resume(std::uint16_t adapter) {
  if (AdapterCourse* course = adapters_.course(adapter)) course->resume(clock_.now());
  adapters_.run();
}

bool BluezRadio::is_paused(std::uint16_t adapter) const {
  const AdapterCourse* course = adapters_.course(adapter);
  return course && course->is_paused();
}

void BluezRadio::service_came() {
  air_.devices().clear();
  asked_.clear();
  load();
}

void BluezRadio::service_went(const std::string& why) {
  load_again_->cancel();
  air_.devices().clear();
  adapters_.all_left(why);
  if (watch_) watch_->service_went();
}

void BluezRadio::load() {
  load_again_->arm(clock_.now() + kPatience + kLoadAgain);
  bus_.call({"/", kObjectManager, "GetManagedObjects", {}, kPatience},
            [this](Reader* objects, const BusError* error) { loaded(objects, error); });
}

void BluezRadio::loaded(Reader* objects, const BusError* error) {
  if (error) return load_again_->arm(clock_.now() + kLoadAgain);
  load_again_->cancel();
  std::map<std::uint16_t, AdapterNews> there;
  objects->entries("oa{sa{sv}}", [&] {
    const std::string path(objects->path());
    const auto adapter = adapter_of_path(path);
    const auto device = device_of_path(path);
    objects->entries("sa{sv}", [&] {
      const std::string_view interface = objects->text();
      if (adapter && interface == kAdapter && there.size() < BluezAdapters::kMaxAdapters) {
        there[*adapter] = read_adapter(*objects);
      } else if (device && interface == kDevice) {
        air_.take(*device, *objects, false);
      } else {
        skip_properties(*objects);
      }
    });
  });
  adapters_.are(there);
  for (const auto& [number, news] : there) count_connected(number);
}

void BluezRadio::count_connected(std::uint16_t adapter) {
  if (AdapterCourse* course = adapters_.course(adapter)) course->connected(air_.devices().connected(adapter));
}

void BluezRadio::signal(const BusSignal& signal) {
  if (!running_) return;
  if (signal.member == "PropertiesChanged") return properties_changed(signal);
  if (signal.member == "InterfacesAdded") return interfaces_added(signal.arguments);
  if (signal.member == "InterfacesRemoved") interfaces_removed(signal.arguments);
}

void BluezRadio::properties_changed(const BusSignal& signal) {
  const std::string_view interface = signal.arguments.text();
  if (interface == kDevice) {
    if (const auto device = device_of_path(signal.path)) device_changed(*device, signal.arguments);
  } else if (interface == kAdapter) {
    if (const auto adapter = adapter_of_path(signal.path))
      adapters_.changed(*adapter, read_adapter(signal.arguments));
  } else if (watch_) {
    watch_->below_changed(signal, interface);
  }
}

void BluezRadio::device_changed(const DeviceAt& device, Reader& properties) {
  AdapterCourse* course = adapters_.course(device.adapter);
  if (!course) return skip_properties(properties);
  const auto heard = air_.take(device, properties, true);
  if (air_.link_changed()) {
    count_connected(device.adapter);
    if (watch_) watch_->device_changed(device);
  }
  if (heard == BluezAir::Heard::nothing) return;
  course->heard(heard == BluezAir::Heard::content, clock_.now());
  if (air_.lacks_type()) ask_about(device);
}

void BluezRadio::listen_for(std::vector<MonitorPattern> patterns) {
  settings_.patterns = std::move(patterns);
  adapters_.patterns_changed();
}

void BluezRadio::ask_about(const DeviceAt& device) {
  if (asked_.size() >= kMaxAsked || !asked_.insert(device.number()).second) return;
  bus_.call({path_of(device), kProperties, "GetAll", {std::string(kDevice)}, kPatience},
            [this, device](Reader* properties, const BusError* error) {
              asked_.erase(device.number());
              if (!error && adapters_.course(device.adapter)) air_.take(device, *properties, true);
            });
}

void BluezRadio::interfaces_added(Reader& arguments) {
  const std::string path(arguments.path());
  const auto adapter = adapter_of_path(path);
  const auto device = device_of_path(path);
  arguments.entries("sa{sv}", [&] {
    const std::string_view interface = arguments.text();
    if (adapter && interface == kAdapter) {
      adapters_.came(*adapter, read_adapter(arguments));
    } else if (device && interface == kDevice) {
      device_changed(*device, arguments);
    } else {
      skip_properties(arguments);
    }
  });
}

void BluezRadio::interfaces_removed(Reader& arguments) {
  const std::string path(arguments.path());
  const auto adapter = adapter_of_path(path);
  const auto device = device_of_path(path);
  arguments.texts([&](std::string_view interface) {
    if (adapter && interface == kAdapter) {
      adapters_.left(*adapter);
    } else if (device && interface == kDevice && path == path_of(*device)) {
      air_.devices().forget(*device);  // not seen for a while: normal, and nothing is concluded from it
      count_connected(device->adapter);
      if (watch_) watch_->device_gone(*device);
    }
  });
}

}  // namespace gatewarden::ble
