// Any text as a device's memory, as of another version or damaged. What is accepted is written in the same
// words; from another place nothing is accepted.
#include <cstdlib>
#include <string>

#include "adapters/modbus/identity/inspection.hpp"

using namespace gatewarden::modbus;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

InspectionPlan plan_of() {
  InspectionPlan plan;
  plan.identity = InspectionPlan::IdentityPlan{};
  plan.settings = InspectionPlan::SettingsPlan{};
  plan.settings->reads = {{Table::holding_registers, 200, 6}};
  return plan;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const InspectionPlan plan = plan_of();
  const std::string remembered(reinterpret_cast<const char*>(bytes), size);
  const Inspection once(plan, "hall-a unit 1", remembered);
  const std::string memory = once.memory();
  const Inspection again(plan, "hall-a unit 1", memory);
  require(again.memory() == memory && again.identity() == once.identity());
  const Inspection elsewhere(plan, "hall-b unit 1", memory);
  require(elsewhere.identity().empty());
  require(elsewhere.memory() == Inspection(plan, "hall-b unit 1", "").memory());
  return 0;
}
