// The bytes of a report from its metrics alone, without encoding one.
#pragma once

#include <cstddef>
#include <vector>

#include "gateway/registry/metric_spec.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden::capacity {

// About; lists of usual length.
std::size_t estimated_bytes(const std::vector<MetricSpec>& metrics, KeyNames keys);
// With every list at its bound; without any list.
std::size_t largest_bytes(const std::vector<MetricSpec>& metrics);
std::size_t bytes_without_lists(const std::vector<MetricSpec>& metrics);

}  // namespace gatewarden::capacity
