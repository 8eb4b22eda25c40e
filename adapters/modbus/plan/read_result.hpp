// Turns answers to a plan's reads into samples and operands of computed values.
#pragma once

#include <cstdint>
#include <span>

#include "adapters/modbus/plan/read_plan.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::modbus {

struct ReadResult {
  std::uint32_t values = 0;
  std::uint32_t missing = 0;
  std::uint32_t implausible = 0;
};

// Hands on the values of an answer to `read`; `bytes` has the length asked for. Operands go into `slots`
// (plan.slots of them), NaN if missing.
ReadResult decode_read(const ReadPlan& plan, const Read& read, std::span<const std::uint8_t> bytes,
                       PointId first, SampleSink& sink, SteadyTime at, std::span<double> slots);

// After the last answer of a cycle that read `rounds`. A missing or implausible operand makes the result
// missing. Computed in doubles: beyond 2^53 a counter loses its last digits.
ReadResult compute_values(const ReadPlan& plan, Rounds rounds, PointId first, SampleSink& sink, SteadyTime at,
                          std::span<const double> slots);

}  // namespace gatewarden::modbus
