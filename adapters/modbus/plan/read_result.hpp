// What the answers to a plan's reads become: samples, and the operands of computed values.
#pragma once

#include <cstdint>
#include <span>

#include "adapters/modbus/plan/read_plan.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::modbus {

// What one answer brought.
struct ReadResult {
  std::uint32_t values = 0;
  std::uint32_t missing = 0;
  std::uint32_t implausible = 0;
};

// Hands the values of an answer to `read` on; `bytes` have the length the read asks for. What others are
// computed from goes into `slots` (plan.slots of them), NaN where the device has none.
ReadResult decode_read(const ReadPlan& plan, const Read& read, std::span<const std::uint8_t> bytes,
                       PointId first, SampleSink& sink, SteadyTime at, std::span<double> slots);

// After the last answer of a cycle in which `rounds` were read: what can be computed from the
// slots. A missing or implausible operand makes the result missing. As doubles: beyond 2^53 the
// last digits of a counter are lost.
ReadResult compute_values(const ReadPlan& plan, Rounds rounds, PointId first, SampleSink& sink, SteadyTime at,
                          std::span<const double> slots);

}  // namespace gatewarden::modbus
