// A yardstick: a C author's loop with libmodbus. One thread, blocking, one connection after another; every
// unit once per period, or without pauses.
#pragma once

#include <modbus/modbus.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <stdexcept>
#include <vector>

#include "tests/bench/modbus/readings.hpp"
#include "tests/bench/modbus/scenario.hpp"

namespace bench {

class LibmodbusLoop {
 public:
  LibmodbusLoop(const std::vector<std::uint16_t>& ports, const Scenario& scenario)
      : units_(scenario.units), period_(scenario.period) {
    for (const std::uint16_t port : ports) {
      contexts_.push_back(modbus_new_tcp("127.0.0.1", port));
      if (modbus_connect(contexts_.back()) != 0) throw std::runtime_error("libmodbus cannot connect");
      modbus_set_response_timeout(contexts_.back(), 0,
                                  static_cast<std::uint32_t>(std::chrono::microseconds(kTimeout).count()));
    }
  }
  ~LibmodbusLoop() {
    for (modbus_t* context : contexts_) {
      modbus_close(context);
      modbus_free(context);
    }
  }
  LibmodbusLoop(const LibmodbusLoop&) = delete;
  LibmodbusLoop& operator=(const LibmodbusLoop&) = delete;

  // Never returns.
  void run(Readings& readings) {
    auto sweep = std::chrono::steady_clock::now();
    while (true) {
      for (modbus_t* context : contexts_) {
        for (unsigned unit = 1; unit <= units_; ++unit) {
          std::uint16_t registers[10];
          modbus_set_slave(context, static_cast<int>(unit));
          if (modbus_read_registers(context, 0, 10, registers) != 10) continue;
          std::uint64_t stamp = 0;
          for (int i = 0; i < 4; ++i) stamp = stamp << 16 | registers[i];
          readings.take(stamp);
        }
      }
      sweep += period_;
      const auto left = sweep - std::chrono::steady_clock::now();
      if (left.count() > 0) {
        const timespec pause{left / std::chrono::seconds(1), (left % std::chrono::seconds(1)).count()};
        nanosleep(&pause, nullptr);
      }
    }
  }

 private:
  unsigned units_;
  std::chrono::nanoseconds period_;
  std::vector<modbus_t*> contexts_;
};

}  // namespace bench
