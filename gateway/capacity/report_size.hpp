// How many bytes a report has, from its metrics alone: no report is encoded.
#pragma once

#include <cstddef>
#include <vector>

#include "gateway/registry/metric_spec.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden::capacity {

// About; lists as long as they usually are.
std::size_t estimated_bytes(const std::vector<MetricSpec>& metrics, KeyNames keys);
// The largest report that the bounds of the lists allow.
std::size_t largest_bytes(const std::vector<MetricSpec>& metrics);

}  // namespace gatewarden::capacity
