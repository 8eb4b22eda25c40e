#include "adapters/modbus/device/paced_inspection.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kStart{1h};

InspectionPlan who() {
  InspectionPlan plan;
  plan.identity = InspectionPlan::IdentityPlan{};
  plan.identity->every = 1h;
  return plan;
}

PacedInspection paced(const InspectionPlan& plan) {
  return PacedInspection(std::make_unique<Inspection>(plan, "hall-a unit 1", ""));
}

}  // namespace

TEST_CASE("a unit without an inspection is never inspected") {
  PacedInspection none(nullptr);
  CHECK_FALSE(none.begin(PollGrid(kStart, 10s), 500ms, kStart));
  none.abandon();
  CHECK(none.get() == nullptr);
}

TEST_CASE("an inspection waits for a cycle that leaves time for an unanswered question") {
  const InspectionPlan plan = who();
  const PollGrid grid(kStart, 10s);
  PacedInspection inspection = paced(plan);
  CHECK_FALSE(inspection.begin(grid, 500ms, kStart + 9500ms));
  CHECK(inspection.begin(grid, 500ms, kStart + 9499ms));
}

TEST_CASE("a cycle that leaves none ten times in a row has it all the same") {
  const InspectionPlan plan = who();
  const PollGrid grid(kStart, 10s);
  PacedInspection inspection = paced(plan);
  for (int i = 0; i < 9; ++i) CHECK_FALSE(inspection.begin(grid, 500ms, kStart + i * 10s + 9900ms));
  CHECK(inspection.begin(grid, 500ms, kStart + 99900ms));
  CHECK_FALSE(inspection.begin(grid, 500ms, kStart + 109900ms));  // counted anew
}

TEST_CASE("a period of two time-outs or less has no room for both, so nothing is put off") {
  const InspectionPlan plan = who();
  PacedInspection inspection = paced(plan);
  CHECK(inspection.begin(PollGrid(kStart, 1s), 500ms, kStart + 900ms));
}
