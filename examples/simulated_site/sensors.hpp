// Simulated MQTT sensors: ten presses with nested JSON, ten door controllers with flat JSON; one of
// those sometimes sends garbage.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

struct mosquitto;

namespace simulated {

class Sensors {
 public:
  static constexpr int kOfEachShape = 10;
  static constexpr int kGarbler = 7;  // the door controller that breaks every third payload

  // Connects to the broker, again after each loss. Throws std::runtime_error if there is none at first.
  Sensors(const std::string& host, std::uint16_t port, std::uint32_t seed);
  ~Sensors();
  Sensors(const Sensors&) = delete;
  Sensors& operator=(const Sensors&) = delete;

  void pass(double seconds);  // every sensor measures and publishes once

 private:
  struct Sensor {
    double celsius = 40;
    double bar = 6;
    double battery = 100;
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    std::uint32_t opened = 0;
  };

  void publish(const std::string& topic, const std::string& payload);
  std::string press(Sensor& sensor, int number, double seconds);
  std::string door(Sensor& sensor, int number, double seconds);

  std::mt19937 random_;
  std::vector<Sensor> presses_{kOfEachShape};
  std::vector<Sensor> doors_{kOfEachShape};
  std::uint64_t rounds_ = 0;
  std::unique_ptr<mosquitto, void (*)(mosquitto*)> client_;
};

}  // namespace simulated
