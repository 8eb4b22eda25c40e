// A profile with the plan of its payloads. Its children share it.
#pragma once

#include <memory>

#include "adapters/local_mqtt/payload/payload_plan.hpp"
#include "gateway/base/result.hpp"
#include "gateway/sample/assignment.hpp"

namespace gatewarden::local_mqtt {

struct ProfilePlan {
  std::shared_ptr<const AdapterProfile> profile;
  PayloadPlan plan;
};

// The profile's metrics as a plan. A metric without a type in the profile has its standard type, else a number.
Result<PayloadPlan> plan_of(const AdapterProfile& profile);

}  // namespace gatewarden::local_mqtt
