// CPU per advertisement from a real bus: from the signal of BlueZ to RadioListener::heard, beside a bare sdbus-c++ receiver
// that reads the same signals into the library's own maps and counts them. A fake BlueZ in another process signals 2,000
// advertisements a second of 500 devices.
#include <sdbus-c++/sdbus-c++.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <cstdio>
#include <functional>
#include <map>
#include <thread>
#include <vector>

#include "adapters/ble/radio/bluez_radio.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/system_clock.hpp"
#include "tests/bench/cpu_seconds.hpp"
#include "tests/ble_radio/fake_bluez.hpp"
#include "tests/support/lacking.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using ble::test::Dictionary, ble::test::FakeBluez;
using std::chrono::milliseconds, std::chrono::seconds;

namespace {

constexpr int kDevices = 500, kAtOnce = 2;
constexpr auto kBeat = milliseconds(1);  // kAtOnce advertisements
constexpr std::uint64_t kCounted = 8000, kWarm = 1500;

struct Cost {
  double micros = 0;  // of CPU, each
  std::uint64_t heard = 0;
};

int signal_for_ever(const std::string& bus) {
  FakeBluez bluez(bus);
  bluez.add_adapter(0);
  std::vector<std::string> addresses;
  for (int i = 0; i < kDevices; ++i) {
    char text[18];
    std::snprintf(text, sizeof text, "C0:11:22:33:%02X:%02X", i / 256, i % 256);
    addresses.emplace_back(text);
  }
  std::size_t next = 0;
  std::vector<std::uint8_t> ruuvi(24, 5);
  for (auto due = std::chrono::steady_clock::now();; due += kBeat) {
    std::this_thread::sleep_until(due);  // the load's pace, in its own process
    bluez.work();
    for (int i = 0; i < kAtOnce; ++i) {
      ruuvi[20] = static_cast<std::uint8_t>(next);
      const auto rssi = static_cast<std::int16_t>(-50 - static_cast<int>(next % 40));
      bluez.advertise(0, addresses[next++ % kDevices], {.data = ruuvi, .rssi = rssi});
    }
  }
}

template <class Count>
Cost measure(boost::asio::io_context& io, Count&& count) {
  while (count() < kWarm) io.run_one_for(seconds(1));
  const double before = bench::cpu_seconds();
  const std::uint64_t from = count();
  while (count() < from + kCounted) io.run_one_for(seconds(1));
  const std::uint64_t heard = count() - from;
  return {(bench::cpu_seconds() - before) / static_cast<double>(heard) * 1e6, heard};
}

Cost bare(const std::string& bus) {
  boost::asio::io_context io;
  const auto connection = sdbus::createSessionBusConnectionWithAddress(bus);
  std::uint64_t heard = 0;
  std::int64_t sum = 0;  // so that it is read
  connection->addMatch(
      "type='signal',sender='org.bluez',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',"
      "path_namespace='/org/bluez'",
      [&](sdbus::Message& message) {
        std::string interface;
        Dictionary properties;
        message >> interface >> properties;
        if (interface != "org.bluez.Device1") return;
        if (const auto rssi = properties.find("RSSI"); rssi != properties.end())
          sum += rssi->second.get<std::int16_t>();
        if (const auto data = properties.find("ManufacturerData"); data != properties.end()) {
          for (const auto& [company, bytes] : data->second.get<std::map<std::uint16_t, sdbus::Variant>>()) {
            sum += bytes.get<std::vector<std::uint8_t>>().back() + company;
          }
        }
        ++heard;
      },
      sdbus::floating_slot);
  const auto adapter = sdbus::createProxy(*connection, "org.bluez", "/org/bluez/hci0");
  for (int tries = 0; heard == 0; ++tries) {  // until the fake BlueZ is there, or ten seconds are over
    try {
      adapter->callMethod("StartDiscovery").onInterface("org.bluez.Adapter1");
      break;
    } catch (const sdbus::Error&) {
      if (tries == 1000) throw;
      std::this_thread::sleep_for(milliseconds(10));
    }
  }
  boost::asio::posix::stream_descriptor descriptor(io, ::dup(connection->getEventLoopPollData().fd));
  std::function<void()> wait = [&] {
    descriptor.async_wait(boost::asio::posix::descriptor_base::wait_read,
                          [&](const boost::system::error_code& error) {
                            while (!error && connection->processPendingRequest()) continue;
                            wait();
                          });
  };
  while (connection->processPendingRequest()) continue;
  wait();
  const Cost cost = measure(io, [&] { return heard; });
  return sum == 0 ? Cost{} : cost;
}

struct Counting final : RadioListener {
  std::uint64_t heard_so_far = 0, bytes = 0;
  void heard(const Advertisement& each) override {
    ++heard_so_far;
    bytes += each.payload.size();
  }
};

Cost ours(const std::string& bus) {
  boost::asio::io_context io;
  SystemClock clock(io);
  Counting listener;
  BluezSettings settings;
  settings.bus = bus;
  BluezRadio radio(io, clock, settings);
  radio.start(listener);
  const Cost cost = measure(io, [&] { return listener.heard_so_far; });
  const auto shot = radio.snapshot();
  if (shot.counters.at("malformed") > 0 || listener.bytes < cost.heard * 28) std::printf("  (faulty run)\n");
  return cost;
}

}  // namespace

int main() try {
  log::set_level(log::Level::off);
  ble::test::PrivateBus bus;
  const auto measured = [&](Cost (*leg)(const std::string&)) {  // each with a BlueZ that knows no device yet
    const auto load =
        gatewarden::test::ChildProcess::function([&] { return signal_for_ever(bus.address()); });
    return leg(bus.address());
  };
  Cost least_bare{1e9, 0}, least_ours{1e9, 0};
  for (int round = 0; round < 3; ++round) {  // of each the least, taken in turns
    const Cost one = measured(bare), other = measured(ours);
    if (one.micros < least_bare.micros) least_bare = one;
    if (other.micros < least_ours.micros) least_ours = other;
  }
  std::printf("bare sdbus-c++ receiver           %6.1f us of CPU an advertisement\n", least_bare.micros);
  std::printf("gatewarden: bus to RadioListener  %6.1f us of CPU an advertisement\n", least_ours.micros);
  std::printf("ratio                             %6.2f (at most 1.5)\n",
              least_ours.micros / least_bare.micros);
  return 0;
} catch (const gatewarden::test::Lacking& lacking) {
  std::printf("%s\n", lacking.what());
  return 0;
}
