#include "adapters/ble/gatt/bluez_gatt.hpp"

#include <array>
#include <chrono>
#include <utility>

#include "adapters/ble/radio/bluez_answers.hpp"

namespace gatewarden::ble {

namespace {

constexpr Duration kLook = std::chrono::seconds(1);

bool same(const DeviceAt& a, const DeviceAt& b) { return a.number() == b.number(); }

}  // namespace

BluezGatt::BluezGatt(BluezRadio& radio, Clock& clock)
    : radio_(radio), clock_(clock), timer_(clock.timer([this] { look(); })) {}

BluezGatt::~BluezGatt() { stop(); }

void BluezGatt::start(GattListener& listener) {
  listener_ = &listener;
  radio_.watch_devices(this);
  timer_->arm(clock_.now() + kLook);
}

void BluezGatt::stop() {
  if (!std::exchange(listener_, nullptr)) return;
  radio_.watch_devices(nullptr);
  timer_->cancel();
  if (visit_) visit_->give_up();
  visit_.reset();
  for (const auto& [number, held] : held_) disconnect(held.at);
  held_.clear();
}

void BluezGatt::assign(std::vector<GattDevice> devices) {
  schedule_.assign(std::move(devices), clock_.now());
  if (!schedule_.is_empty() && listener_) timer_->arm(clock_.now() + kLook);
  for (auto each = held_.begin(); each != held_.end();) {
    if (schedule_.holds(each->first)) {
      ++each;
      continue;
    }
    disconnect(each->second.at);
    each = held_.erase(each);
  }
}

void BluezGatt::seen(std::uint32_t device, const Address& address, std::uint16_t adapter, SteadyTime at) {
  schedule_.seen(device, address, adapter, at);
}

void BluezGatt::look() {
  if (schedule_.is_empty()) return;
  timer_->arm(clock_.now() + kLook);
  if (visit_ || !radio_.bus().service_is_there()) return;
  if (auto turn = schedule_.next(clock_.now())) visit(std::move(*turn));
}

void BluezGatt::visit(GattSchedule::Turn turn) {
  const std::uint32_t device = turn.device;
  const auto held = held_.find(device);
  GattVisit::Told told;
  told.value = [this, device](const Uuid& characteristic, Bytes bytes) {
    value(device, characteristic, bytes, false);
  };
  told.failed = [this, device](const std::string& why) {
    ++counters_["readings_failed"];
    schedule_.counted(device, false, why);
    listener_->not_read(device, why);
  };
  told.ended = [this, device](const std::string& why, bool holds) { ended(device, why, holds); };
  visit_ =
      std::make_shared<GattVisit>(radio_, clock_, std::move(turn),
                                  held == held_.end() ? nullptr : &held->second.objects, std::move(told));
  visit_->begin();
}

void BluezGatt::ended(std::uint32_t device, const std::string& why, bool holds) {
  const auto visit = std::exchange(visit_, nullptr);
  ++counters_[why.empty() ? "connections" : "connections_failed"];
  schedule_.ended(device, why, holds && schedule_.has(device), clock_.now());
  if (holds && !schedule_.has(device)) disconnect(visit->device());
  if (holds && schedule_.has(device)) {
    held_[device] = {visit->device(), visit->objects()};
  } else {
    held_.erase(device);
  }
  if (!why.empty()) listener_->not_read(device, why);
}

void BluezGatt::value(std::uint32_t device, const Uuid& characteristic, Bytes bytes, bool notified) {
  ++counters_[notified ? "notifications" : "readings"];
  schedule_.counted(device, true, "");
  listener_->read(device, {characteristic, bytes, notified, clock_.now()});
}

void BluezGatt::device_changed(const DeviceAt& device) {
  if (visit_ && same(visit_->device(), device)) {
    const auto visit = visit_;
    return visit->changed();
  }
  const KnownDevice* known = radio_.known(device);
  if (known && !known->connected) lose(device);
}

void BluezGatt::device_gone(const DeviceAt& device) { lose(device); }

void BluezGatt::lose(const DeviceAt& device) {
  for (const auto& [number, held] : held_) {
    if (!same(held.at, device)) continue;
    schedule_.lost(number, clock_.now());
    listener_->not_read(number, "the connection was lost");
    held_.erase(number);
    return;
  }
}

// A value that was notified.
void BluezGatt::below_changed(const BusSignal& signal, std::string_view interface) {
  const auto device = device_of_path(signal.path);
  if (!device || (interface != kCharacteristic && interface != kBattery)) return;
  for (const auto& [number, held] : held_) {
    if (!same(held.at, *device)) continue;
    if (interface == kBattery) {
      const auto percentage = read_percentage(signal.arguments);
      if (percentage) value(number, Uuid::of(kBatteryLevel), Bytes(&*percentage, 1), true);
      return;
    }
    const Uuid* characteristic = held.objects.at(signal.path);
    if (!characteristic) return;
    std::array<std::uint8_t, kMaxGattValue> bytes;
    std::size_t size = bytes.size() + 1;
    signal.arguments.entries("sv", [&] {
      if (signal.arguments.text() != "Value") return signal.arguments.skip_variant();
      signal.arguments.variant("ay", [&] { size = signal.arguments.bytes(bytes); });
    });
    if (size <= bytes.size()) value(number, *characteristic, Bytes(bytes.data(), size), true);
    return;
  }
}

void BluezGatt::service_went() {
  if (const auto visit = std::exchange(visit_, nullptr)) {
    visit->give_up();
    schedule_.ended(visit->number(), "bluetoothd went away", false, clock_.now());
  }
  held_.clear();
  schedule_.lost_all(clock_.now());
}

void BluezGatt::disconnect(const DeviceAt& device) {
  radio_.bus().call({path_of(device), kDevice, "Disconnect", {}, std::chrono::seconds(5)},
                    [](Reader*, const BusError*) {});
}

}  // namespace gatewarden::ble
