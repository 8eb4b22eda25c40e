// A BluezRadio over a real bus with a fake BlueZ behind it; time is the test's own.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "adapters/ble/radio/bluez_radio.hpp"
#include "tests/ble_radio/fake_bluez.hpp"
#include "tests/support/lacking.hpp"
#include "tests/support/manual_clock.hpp"

namespace gatewarden::ble::test {

inline constexpr const char* kTag = "C0:11:22:33:44:55";  // static random

struct RecordingListener final : RadioListener {
  struct Heard {
    Address address;
    std::vector<std::uint8_t> payload;
    std::optional<std::int8_t> rssi;
    std::uint16_t adapter;
  };
  std::vector<Heard> all;
  void heard(const Advertisement& each) override {
    all.push_back({each.address, {each.payload.begin(), each.payload.end()}, each.rssi, each.adapter});
  }
};

struct RadioRig {
  PrivateBus bus;
  boost::asio::io_context io;
  ManualClock clock;
  RecordingListener listener;
  std::unique_ptr<FakeBluez> bluez = std::make_unique<FakeBluez>(bus.address());
  std::unique_ptr<BluezRadio> radio;

  BluezRadio& start(BluezSettings settings = {}) {
    settings.bus = bus.address();
    radio = std::make_unique<BluezRadio>(io, clock, std::move(settings));
    radio->start(listener);
    return *radio;
  }

  // Both sides at work, and what is between them has arrived: a ping that was answered came after all that was sent before.
  // However slow this machine is, the test's clock stands meanwhile.
  void settle() {
    Bus& its = radio->bus();
    turn_while([&] { return its.is_opening() || (bluez && !its.retry_at() && !its.service_is_there()); });
    for (int round = 0; round < 3; ++round) {
      const auto answered = std::make_shared<bool>(false);
      its.call({"/", "org.freedesktop.DBus.Peer", "Ping", {}, std::chrono::seconds(20)},
               [answered](Reader*, const BusError*) { *answered = true; });
      turn_while([&] { return !*answered && its.service_is_there(); });
    }
  }
  template <class Predicate>
  void turn_while(Predicate&& so) {
    const auto deadline =
        std::chrono::steady_clock::now() + std::chrono::seconds(20);  // for a test that fails
    for (turn(); so() && std::chrono::steady_clock::now() < deadline;) turn();
  }
  void turn() {
    if (bluez) bluez->work();
    io.restart();
    io.run_one_for(std::chrono::microseconds(200));
  }
  // Until it is so; how much time passed by the test's clock.
  template <class Predicate>
  Duration until(Predicate&& so, Duration limit = std::chrono::minutes(5),
                 Duration step = std::chrono::milliseconds(500)) {
    const SteadyTime from = clock.now();
    for (settle(); !so() && clock.now() - from < limit; settle()) clock.advance(step);
    return clock.now() - from;
  }
  bool listens() const { return radio->snapshot().state == LinkState::connected; }
  // A tag that advertises once in half a second, if it is listened to.
  Duration until_heard(std::uint16_t adapter = 0, Duration limit = std::chrono::minutes(5)) {
    const std::size_t before = listener.all.size();
    return until(
        [&] {
          if (bluez) bluez->advertise(adapter, kTag, {.data = {5, 1, 2, 3}});
          settle();
          return listener.all.size() > before;
        },
        limit);
  }
};

// A test over a real bus, or said to be skipped.
template <class Rig, class Test>
void with_a_bus(Test&& test) {
  try {
    Rig rig;
    test(rig);
  } catch (const gatewarden::test::Lacking& lacking) {
    WARN(lacking.what());
  }
}

}  // namespace gatewarden::ble::test
