#include "adapters/ble/ble_link.hpp"

#include <algorithm>
#include <cmath>

#include "adapters/ble/formats/formats.hpp"
#include "adapters/ble/gatt/gatt_values.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::ble {
namespace {

// Whoever plays a recording faster than it was heard is no flood.
constexpr std::uint64_t kUnbounded = 1'000'000'000'000;

// A stranger's address that will be another one soon is no identity.
bool lasts(const Address& address) { return !address.random || address.is_static(); }

}  // namespace

BleLink::BleLink(std::string name, const LinkSettings& settings, Surroundings surroundings)
    : name_(std::move(name)),
      settings_(settings),
      around_(std::move(surroundings)),
      budget_(settings.replay.empty() ? LinkBudget::kBytesPerSecond : kUnbounded),
      intake_({name_, budget_, around_.sink, around_.memory}),
      roll_(around_.memory),
      window_(around_.clock.timer([this] { close_window(); })),
      keys_{false, false, "", around_.clock.timer([this] { read_keys(); })} {}

BleLink::~BleLink() = default;

void BleLink::start() {
  if (running_) return;
  running_ = true;
  window_->arm(around_.clock.now() + kWindow);
  keys_.known ? listen() : read_keys();
}

void BleLink::stop() {
  silence();
  window_->cancel();
  keys_.again->cancel();
  if (!running_) return;
  running_ = false;
  roll_.for_each([this](Device& device) {
    if (!device.seal.ahead.known()) return;
    device.seal.ahead.stopped();
    intake_.remember(device);
  });
}

void BleLink::assign(std::vector<Assignment> devices) {
  roll_.assign(devices);
  if (!running_) return;
  if (around_.keys) read_keys();  // they may have been changed with the fleet
  if (keys_.known) listen();
}

void BleLink::read_keys() {
  if (!around_.keys) return got_keys(Keys{});
  around_.keys([this, alive = std::weak_ptr<bool>(alive_)](Result<Keys> keys) {
    if (!alive.expired()) got_keys(std::move(keys));
  });
}

void BleLink::got_keys(Result<Keys> keys) {
  if (!running_) return;
  if (!keys) {
    keys_.why = keys.error();
    keys_.again->arm(around_.clock.now() + kKeysAgain);
    if (!std::exchange(keys_.told, true))
      log::warning("ble", "keys_not_read", {{"link", name_}, {"why", keys_.why}});
    return;
  }
  keys_.why.clear();
  keys_.told = false;
  keys_.known = true;
  roll_.use(std::move(*keys));
  listen();
}

void BleLink::listen() {
  const bool by_pattern = settings_.by == LinkSettings::By::monitor;
  // A monitor's patterns cannot be changed: the children may have others now.
  if (by_pattern && air_.radio) silence();
  if (!air_.radio) {
    air_ = around_.air(
        by_pattern ? roll_.patterns() : std::vector<Format::Pattern>(),
        [this](std::uint16_t adapter) { return adapters_.hear_beside(adapter, around_.clock.now()); });
    air_.radio->start(*this);
    if (air_.gatt) air_.gatt->start(*this);
  }
  ask();
}

void BleLink::silence() {
  if (air_.gatt) air_.gatt->stop();
  if (air_.radio) air_.radio->stop();
  air_.gatt.reset();
  air_.radio.reset();
}

void BleLink::ask() {
  if (!air_.gatt) return;
  std::vector<GattDevice> devices;
  roll_.for_each([&](const Device& device) {
    GattDevice its{index_of(device.id), {}};
    for (const ProfilePlan::Asked& each : device.plan->asked()) {
      const ValueSource& from = *each.from;
      if (its.points.size() < kMaxGattPoints) its.points.push_back({*from.gatt, from.every, from.notify});
    }
    if (!its.points.empty()) devices.push_back(std::move(its));
  });
  air_.gatt->assign(std::move(devices));
}

void BleLink::heard(const Advertisement& advertisement) {
  ++counts_.advertisements;
  if (advertisement.payload.empty()) {
    ++counts_.empty;
    return;
  }
  const Heard heard(advertisement, elements_);
  Device* device = roll_.find(heard);
  if (!device) device = learn(heard);
  if (!device) {
    ++counts_.unknown;
    counts_.last_unknown = advertisement.address;
    return;
  }
  adapters_.heard(advertisement.adapter, advertisement.at);
  if (air_.gatt && !device->plan->asked().empty())
    air_.gatt->seen(index_of(device->id), advertisement.address, advertisement.adapter, advertisement.at);
  intake_.take(*device, heard);
}

Device* BleLink::learn(const Heard& heard) {
  const Address& address = heard.told().address;
  if (!around_.directory || !lasts(address)) return nullptr;
  const auto known = formats();
  const auto its = std::ranges::find_if(known, [&](const Format* each) {
    return each->sender != Format::Sender::beacon && each->recognises(heard.elements());
  });
  if (its == known.end()) return nullptr;
  const auto& wanted = settings_.learn_formats;
  if (!wanted.empty() && std::ranges::find(wanted, (*its)->name) == wanted.end()) return nullptr;
  const auto learned = around_.directory->learn(name_, to_text(address));
  if (!learned || !learned->profile) return nullptr;
  const std::size_t before = roll_.size();
  Device& device = roll_.add_learned(*learned, address);
  if (roll_.size() > before) ++counts_.learned;
  if (roll_.size() > before) ask();
  return &device;
}

void BleLink::read(std::uint32_t id, const GattValue& value) {
  Device* device = roll_.find(DeviceId{id});
  if (!device) return;
  device->last_heard = value.at;
  around_.sink.heard(device->id, value.at);
  intake_.take(*device, value.characteristic, value.bytes, value.at);
}

void BleLink::not_read(std::uint32_t id, std::string_view why) {
  Device* device = roll_.find(DeviceId{id});
  if (!device || !budget_.says(device->lines, around_.clock.now())) return;
  log::warning("ble", "characteristic_not_read", {{"link", name_}, {"thing", device->thing}, {"why", why}});
}

double BleLink::coverage() const { return air_.radio ? air_.radio->snapshot().coverage : 0; }

void BleLink::close_window() {
  const SteadyTime now = around_.clock.now();
  const double listened = coverage();
  roll_.for_each([&](Device& device) { intake_.close_window(device, kWindow, listened, now); });
  window_->arm(now + kWindow);
}

bool BleLink::hears(DeviceId device, const std::any& address) const {
  const Device* found = roll_.find(device);
  const auto* wanted = std::any_cast<IdentityKeys>(&address);
  return found && wanted && found->keys == *wanted;
}

LinkSnapshot BleLink::snapshot() const {
  LinkSnapshot shown;
  if (air_.radio) {
    RadioSnapshot radio = air_.radio->snapshot();
    shown.state = radio.state;
    shown.endpoint = std::move(radio.endpoint);
    shown.why = std::move(radio.why);
    shown.retry_in = radio.retry_in;
    shown.counters = std::move(radio.counters);
  } else if (running_) {
    shown.state = keys_.why.empty() ? LinkState::connecting : LinkState::waiting;
  }
  if (air_.gatt) shown.counters.merge(air_.gatt->counters());
  if (!keys_.why.empty()) shown.why = keys_.why;
  shown.name = name_;
  shown.protocol = "ble";
  shown.devices = roll_.size();
  shown.samples = intake_.samples();
  shown.errors = intake_.faults();
  shown.unknown = counts_.unknown;
  if (counts_.last_unknown) shown.last_unknown = to_text(*counts_.last_unknown);
  shown.counters[std::string(kAirCoverage)] = static_cast<std::uint64_t>(std::lround(100 * coverage()));
  shown.counters["advertisements"] = counts_.advertisements;
  shown.counters["empty"] = counts_.empty;
  shown.counters["learned"] = counts_.learned;
  budget_.show(shown);
  return shown;
}

std::vector<AddressKey> BleLink::address(DeviceId device) const {
  const Device* found = roll_.find(device);
  if (!found || !found->keys.address) return {};
  return {{"address", to_text(*found->keys.address)}};
}

DeviceSnapshot BleLink::device(DeviceId device) const {
  const Device* found = roll_.find(device);
  if (!found) return {};
  DeviceSnapshot shown = found->snapshot(around_.clock.now());
  shown.origin = name_ + " " + to_text(found->keys);
  if (!shown.why.empty() || !air_.gatt || found->plan->asked().empty()) return shown;
  shown.why = air_.gatt->device(index_of(device)).why;
  return shown;
}

}  // namespace gatewarden::ble
