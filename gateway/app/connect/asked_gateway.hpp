// The steps of `gatewarden check --connect` as a running gateway tells them. Pure.
#pragma once

#include <vector>

#include "gateway/app/connect/step.hpp"
#include "gateway/status/snapshot.hpp"

namespace gatewarden::app {

std::vector<Step> steps_of(const status::GatewaySnapshot& gateway);

}  // namespace gatewarden::app
