// A model's points and the reads that fetch them: what a device of that model is asked, and what the answers
// become.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "adapters/modbus/read_planner.hpp"
#include "adapters/modbus/register_value.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::modbus {

// One metric that is read. Sorted by place, beside `wanted`.
struct Point {
  std::uint32_t metric;  // the child's point is its first + metric
  RegisterValue value;
};

struct ReadPlan {
  std::shared_ptr<const Model> model;  // kept, so that its address stays its own
  std::vector<Range> wanted;           // as the planner takes them
  std::vector<Point> points;           // points[i] is at wanted[i]
  std::vector<Read> reads;
};

// Metrics that are not read from the device (an empty `from`) are left out.
ReadPlan make_read_plan(std::shared_ptr<const Model> model, const PlanLimits& limits);

// What one answer brought.
struct Harvest {
  std::uint32_t values = 0;
  std::uint32_t missing = 0;
  std::uint32_t implausible = 0;
};

// Hands the values of an answer to `read` on; `bytes` have the length the read asks for.
Harvest harvest(const ReadPlan& plan, const Read& read, std::span<const std::uint8_t> bytes, PointId first,
                SampleSink& sink, SteadyTime at);

// Plans in use, one per model and limits: a thousand links to devices of one model share it.
class PlanShelf {
 public:
  std::shared_ptr<const ReadPlan> plan(const std::shared_ptr<const Model>& model, const PlanLimits& limits);

 private:
  struct Key {
    const Model* model;
    std::uint16_t max_registers, max_gap;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  std::map<Key, std::weak_ptr<const ReadPlan>> plans_;
};

}  // namespace gatewarden::modbus
