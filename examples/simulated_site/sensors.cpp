#include "examples/simulated_site/sensors.hpp"

#include <mosquitto.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace simulated {
namespace {

template <typename... Values>
std::string text(const char* format, Values... values) {
  char buffer[400];
  const int bytes = std::snprintf(buffer, sizeof buffer, format, values...);
  return {buffer, static_cast<std::size_t>(std::clamp(bytes, 0, int{sizeof buffer} - 1))};
}

}  // namespace

Sensors::Sensors(const std::string& host, std::uint16_t port, std::uint32_t seed)
    : random_(seed), client_(nullptr, mosquitto_destroy) {
  mosquitto_lib_init();
  client_.reset(mosquitto_new("simulated-site", true, nullptr));
  if (!client_ || mosquitto_connect(client_.get(), host.c_str(), port, 30) != MOSQ_ERR_SUCCESS ||
      mosquitto_loop_start(client_.get()) != MOSQ_ERR_SUCCESS) {
    throw std::runtime_error("no broker at " + host + ":" + std::to_string(port));
  }
}

Sensors::~Sensors() {
  mosquitto_disconnect(client_.get());
  mosquitto_loop_stop(client_.get(), true);
  client_.reset();
  mosquitto_lib_cleanup();
}

void Sensors::pass(double seconds) {
  ++rounds_;
  for (int number = 1; number <= kOfEachShape; ++number) {
    publish(text("sensors/press-%d/telemetry", number), press(presses_[number - 1], number, seconds));
    std::string payload = door(doors_[number - 1], number, seconds);
    if (number == kGarbler && rounds_ % 3 == 0) payload.resize(payload.size() / 2);  // cut in half
    publish(text("doors/door-%d/state", number), payload);
  }
}

void Sensors::publish(const std::string& topic, const std::string& payload) {
  mosquitto_publish(client_.get(), nullptr, topic.c_str(), static_cast<int>(payload.size()), payload.data(),
                    0, false);
}

std::string Sensors::press(Sensor& sensor, int number, double seconds) {
  std::normal_distribution<double> drift(0, 1);
  sensor.celsius = std::clamp(sensor.celsius + 0.5 * drift(random_), 20.0, 90.0);
  sensor.bar = std::clamp(sensor.bar + 0.1 * drift(random_), 4.0, 8.0);
  sensor.bytes_in += static_cast<std::uint64_t>(seconds * (900 + 40 * number));
  sensor.bytes_out += static_cast<std::uint64_t>(seconds * (2400 + 90 * number));
  return text(R"({"env":{"temp":%.1f,"pressure":%.2f},"fw":"2.4.%d",)"
              R"("net":{"rx":%llu,"tx":%llu,"ports":[22,502]}})",
              sensor.celsius, sensor.bar, number % 3, static_cast<unsigned long long>(sensor.bytes_in),
              static_cast<unsigned long long>(sensor.bytes_out));
}

std::string Sensors::door(Sensor& sensor, int number, double seconds) {
  std::uniform_int_distribution<int> chance(0, 9);
  sensor.battery = std::max(5.0, sensor.battery - 0.01 * seconds);
  if (chance(random_) == 0) ++sensor.opened;
  return text(
      R"({"battery":%.1f,"opened":%u,"rssi":%d,"firmware":"1.0.%d","open_ports":[%s],"server":"10.0.8.%d"})",
      sensor.battery, sensor.opened, -60 - chance(random_), number % 2, number % 4 == 0 ? "80,443" : "443",
      number);
}

}  // namespace simulated
