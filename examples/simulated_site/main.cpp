// A site to try the gateway on: two Modbus TCP gateways with meters of two models, MQTT sensors of two kinds, and a
// recording of Bluetooth sensors in FOLDER that grows. Prints each address it listens on, then `ready`; runs until stopped.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <string>

#include "examples/simulated_site/air.hpp"
#include "examples/simulated_site/modbus_gateway.hpp"
#include "examples/simulated_site/sensors.hpp"

namespace {

using simulated::Meter;
using simulated::MeterModel;
using simulated::ModbusGateway;
using simulated::Mood;

constexpr std::uint8_t kMetersOfHall = 12;
constexpr std::uint8_t kDeadUnit = 12;            // of hall a
constexpr std::uint8_t kMoodyUnit = 9;            // of hall b
constexpr std::uint32_t kSoonWraps = 0xFFFFF800;  // unit 1 of hall a: wraps within a minute

ModbusGateway::Meters hall(MeterModel model, std::uint8_t ill_unit, Mood mood) {
  ModbusGateway::Meters meters;
  for (std::uint8_t unit = 1; unit <= kMetersOfHall; ++unit) {
    const std::uint32_t energy = unit == 1 ? kSoonWraps : 1'000'000U * unit;
    meters.emplace(unit, Meter(model, unit == ill_unit ? mood : Mood::healthy, energy, unit));
  }
  return meters;
}

int run(const std::string& host, std::uint16_t port, const std::string& folder) {
  boost::asio::io_context loop;
  ModbusGateway hall_a(loop, hall(MeterModel::em24, kDeadUnit, Mood::dead));
  ModbusGateway hall_b(loop, hall(MeterModel::sdm630, kMoodyUnit, Mood::moody));
  simulated::Sensors sensors(host, port, 1);
  simulated::Air air(folder, 1);

  constexpr auto kTick = std::chrono::seconds(1);
  boost::asio::steady_timer timer(loop);
  std::function<void()> tick = [&] {
    hall_a.pass(1);
    hall_b.pass(1);
    sensors.pass(1);
    air.pass();
    timer.expires_after(kTick);
    timer.async_wait([&](boost::system::error_code stopped) {
      if (!stopped) tick();
    });
  };
  boost::asio::signal_set signals(loop, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code, int) { loop.stop(); });

  std::cout << "hall-a 127.0.0.1:" << hall_a.port() << "\nhall-b 127.0.0.1:" << hall_b.port() << "\nready"
            << std::endl;
  tick();
  loop.run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string broker = argc == 3 ? argv[1] : "";
  const std::size_t colon = broker.rfind(':');
  const int port = colon == std::string::npos ? 0 : std::atoi(broker.c_str() + colon + 1);
  if (port <= 0 || port > 65535) {
    std::cerr << "Usage: simulated_site BROKER_HOST:PORT FOLDER\n";
    return 2;
  }
  try {
    return run(broker.substr(0, colon), static_cast<std::uint16_t>(port), argv[2]);
  } catch (const std::exception& error) {
    std::cerr << "simulated_site: " << error.what() << "\n";
    return 1;
  }
}
