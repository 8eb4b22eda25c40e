// A profile's report with made-up values, for `plan` and the arithmetic of `check`.
#pragma once

#include <string>
#include <vector>

#include "gateway/config/fleet.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden::app {

// With every metric.
std::string example_report(const std::vector<MetricSpec>& metrics, Format format, KeyNames keys);

}  // namespace gatewarden::app
