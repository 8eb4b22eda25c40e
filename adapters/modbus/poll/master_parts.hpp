// What the links of one ModbusMaster share.
#pragma once

#include <cmath>
#include <random>

#include "adapters/modbus/plan/plan_cache.hpp"
#include "adapters/modbus/poll/heartbeat.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/sample/directory.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::modbus {

struct MasterParts {
  MasterParts(Clock& its_clock, std::uint64_t seed, DeviceMemory* its_memory = nullptr)
      : clock(its_clock), memory(its_memory), heartbeat(its_clock), random(seed) {}

  // Where in the period the next link reads: multiples of the golden ratio leave no two links close
  // together, however many there are.
  double next_phase() {
    constexpr double kGoldenRatio = 0.6180339887498949;
    phase = std::fmod(phase + kGoldenRatio, 1.0);
    return phase;
  }
  double chance() { return std::uniform_real_distribution<double>(0, 1)(random); }

  Clock& clock;
  DeviceMemory* memory;  // may be null
  Heartbeat heartbeat;
  PlanCache plans;
  std::mt19937_64 random;
  double phase = 0;
};

}  // namespace gatewarden::modbus
