// A profile and its plan; its children share it.
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

// A metric without a type in the profile has its standard type, else it is a number.
Result<PayloadPlan> plan_of(const AdapterProfile& profile);

}  // namespace gatewarden::local_mqtt
