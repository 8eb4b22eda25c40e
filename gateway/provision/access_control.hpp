// The accessControl of a Greengrass component's recipe: what the nucleus lets the gateway do.
#pragma once

#include <nlohmann/json.hpp>

#include "gateway/provision/plan.hpp"

namespace gatewarden::provision {

nlohmann::ordered_json access_control(const Plan& plan);

}  // namespace gatewarden::provision
