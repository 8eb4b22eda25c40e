// What the links of one ModbusMaster share.
#pragma once

#include <cstdint>
#include <random>

#include "adapters/modbus/plan/plan_cache.hpp"
#include "adapters/modbus/poll/tick_timer.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/base/even_phase.hpp"
#include "gateway/sample/directory.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::modbus {

struct MasterParts {
  MasterParts(Clock& its_clock, std::uint64_t seed, DeviceMemory* its_memory = nullptr)
      : clock(its_clock), memory(its_memory), ticks(its_clock), random(seed) {}

  // Where in the period the next link reads.
  double next_phase() { return even_phase(++links); }
  double chance() { return std::uniform_real_distribution<double>(0, 1)(random); }

  Clock& clock;
  DeviceMemory* memory;  // may be null
  TickTimer ticks;
  PlanCache plans;
  std::mt19937_64 random;
  std::uint64_t links = 0;  // made so far
};

}  // namespace gatewarden::modbus
