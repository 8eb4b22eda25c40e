// A fleet's load on a link, and whether the link can carry it: for `plan` and `check`. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "adapters/modbus/plan/read_plan.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "gateway/config/fleet.hpp"

namespace gatewarden::modbus {

ReadPlan plan_for(const config::Profile& profile, const LinkSettings& link);

// The load of a link with these children, and how fast its devices must answer.
std::vector<std::string> load_lines(const config::Fleet& fleet, std::size_t link,
                                    const config::ChildrenOfLink& children);

}  // namespace gatewarden::modbus
