#include "adapters/ble/gatt/gatt_visit.hpp"

#include <array>
#include <chrono>
#include <utility>

#include "adapters/ble/radio/bluez_answers.hpp"

namespace gatewarden::ble {

namespace {

constexpr Duration kListPatience = std::chrono::seconds(5), kDisconnectPatience = std::chrono::seconds(5);

bool is_connected_already(const BusError& error) { return error.name.ends_with(".AlreadyConnected"); }

}  // namespace

GattVisit::GattVisit(BluezRadio& radio, Clock& clock, GattSchedule::Turn turn, const GattObjects* objects,
                     Told told)
    : radio_(radio),
      turn_(std::move(turn)),
      objects_(objects ? *objects : GattObjects{}),
      told_(std::move(told)),
      device_{turn_.adapter, turn_.address},
      path_(path_of(device_)),
      deadline_(clock.timer([this] { overdue(); })),
      clock_(clock),
      subscribed_(turn_.held) {
  for (const GattPoint& point : turn_.points) {
    if (point.every > Duration::zero()) asks_.emplace_back(point, false);
    if (point.subscribe && !turn_.held) asks_.emplace_back(point, true);
  }
}

void GattVisit::begin() {
  if (turn_.held) return ask_next();
  radio_.pause(turn_.adapter, kMaxPause);
  enter(Step::connecting, kConnectPatience);
  call(path_, kDevice, "Connect", {}, kConnectPatience,
       [this](Reader*, const BusError* error) { connected(error); });
}

void GattVisit::enter(Step step, Duration patience) {
  step_ = step;
  deadline_->arm(clock_.now() + patience);
}

void GattVisit::overdue() {
  const auto held = shared_from_this();
  switch (step_) {
    case Step::connecting:
      return end("it did not take the connection within 20 s");
    case Step::resolving:
      return end("its services were not known within 10 s");
    case Step::listing:
      return end("BlueZ did not tell its characteristics");
    case Step::asking:
      return answered("it did not answer within 5 s");
    case Step::disconnecting:
      return over();
    case Step::over:
      return;
  }
}

void GattVisit::connected(const BusError* error) {
  if (step_ != Step::connecting) return;
  if (error && !is_connected_already(*error))
    return end("it did not take the connection: " + words_of(*error));
  enter(Step::resolving, kResolvePatience);
  changed();
}

void GattVisit::changed() {
  const KnownDevice* known = radio_.known(device_);
  if (step_ == Step::resolving && known && known->resolved) return list();
  const bool lost = known && !known->connected && (step_ == Step::listing || step_ == Step::asking);
  if (lost) end("it ended the connection");
}

void GattVisit::list() {
  radio_.resume(turn_.adapter);
  enter(Step::listing, kListPatience);
  call("/", kObjectManager, "GetManagedObjects", {}, kListPatience,
       [this](Reader* answer, const BusError* error) {
         if (step_ != Step::listing) return;
         if (error) return end("BlueZ did not tell its characteristics: " + words_of(*error));
         objects_ = read_gatt_objects(*answer, path_);
         ask_next();
       });
}

void GattVisit::ask_next() {
  if (asks_.empty()) return end("");
  enter(Step::asking, kReadPatience);
  const auto [point, subscribing] = asks_.front();
  if (const std::string* path = objects_.find(point.characteristic)) return ask(point, *path, subscribing);
  if (point.characteristic.is(kBatteryLevel) && objects_.battery) {
    subscribed_ |= subscribing;  // BlueZ subscribes it by itself
    if (!subscribing) told_.value(point.characteristic, Bytes(&*objects_.battery, 1));
    return answered("");
  }
  answered("it has no characteristic " + to_text(point.characteristic));
}

void GattVisit::ask(const GattPoint& point, const std::string& path, bool subscribing) {
  const auto answer = [this, point = point, subscribing, left = asks_.size()](Reader* value,
                                                                              const BusError* error) {
    if (step_ != Step::asking || left != asks_.size()) return;
    if (!subscribing) return read(value, error, point);
    subscribed_ |= !error;
    answered(error ? "it cannot be subscribed: " + words_of(*error) : "");
  };
  if (subscribing) return call(path, kCharacteristic, "StartNotify", {}, kReadPatience, answer);
  call(path, kCharacteristic, "ReadValue", {BusOptions{}}, kReadPatience, answer);
}

void GattVisit::read(Reader* answer, const BusError* error, const GattPoint& point) {
  if (error) return answered(to_text(point.characteristic) + " cannot be read: " + words_of(*error));
  std::array<std::uint8_t, kMaxGattValue> bytes;
  const std::size_t size = answer->bytes(bytes);
  if (size > bytes.size())
    return answered(to_text(point.characteristic) + " is longer than any characteristic");
  told_.value(point.characteristic, Bytes(bytes.data(), size));
  answered("");
}

void GattVisit::answered(const std::string& why) {
  const auto held = shared_from_this();
  if (!why.empty()) told_.failed(why);
  asks_.pop_front();
  ask_next();
}

void GattVisit::end(const std::string& why) {
  radio_.resume(turn_.adapter);
  why_ = why;
  if (!why.empty() || !subscribed_) return disconnect();
  over();
}

// Also after a Connect that failed: BlueZ would go on trying.
void GattVisit::disconnect() {
  subscribed_ = false;
  enter(Step::disconnecting, kDisconnectPatience);
  call(path_, kDevice, "Disconnect", {}, kDisconnectPatience, [this](Reader*, const BusError*) { over(); });
}

void GattVisit::over() {
  if (std::exchange(step_, Step::over) == Step::over) return;
  const auto held = shared_from_this();
  deadline_->cancel();
  told_.ended(why_, subscribed_);
}

void GattVisit::give_up() {
  if (step_ == Step::over) return;
  step_ = Step::over;
  deadline_->cancel();
  radio_.resume(turn_.adapter);
  call(path_, kDevice, "Disconnect", {}, kDisconnectPatience, [](Reader*, const BusError*) {});
}

void GattVisit::call(std::string path, const char* interface, const char* member,
                     std::vector<BusArgument> arguments, Duration patience,
                     std::function<void(Reader*, const BusError*)> answer) {
  radio_.bus().call(
      {std::move(path), interface, member, std::move(arguments), patience},
      [weak = weak_from_this(), answer = std::move(answer)](Reader* value, const BusError* error) {
        if (const auto held = weak.lock()) answer(value, error);
      });
}

}  // namespace gatewarden::ble
