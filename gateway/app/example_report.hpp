// What a profile's report looks like, with made-up values: for `plan`, and for the arithmetic of `check`.
#pragma once

#include <string>
#include <vector>

#include "gateway/config/fleet.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden::app {

// A complete report in the given spelling, every metric of the profile in it.
std::string example_report(const std::vector<MetricSpec>& metrics, Format format, KeyNames keys);

}  // namespace gatewarden::app
