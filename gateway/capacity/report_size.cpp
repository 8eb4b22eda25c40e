#include "gateway/capacity/report_size.hpp"

#include <algorithm>

namespace gatewarden::capacity {

std::size_t estimated_bytes(const std::vector<MetricSpec>& metrics, KeyNames keys) {
  constexpr std::size_t kTypicalItems = 5;
  const bool is_short = keys == KeyNames::short_names;
  std::size_t bytes = is_short ? 60 : 85;  // header and braces
  for (const MetricSpec& metric : metrics) {
    bytes += metric.name.size() + (is_short ? 16 : 24);
    const std::size_t items = std::min<std::size_t>(metric.max_items, kTypicalItems);
    switch (metric.type) {
      case MetricType::number:
        bytes += 10;
        break;
      case MetricType::number_list:
        bytes += 8 * items;
        break;
      case MetricType::string_list:
      case MetricType::ip_list:
        bytes += 18 * items;
        break;
      case MetricType::ports:
        bytes += 30 * items;
        break;
      case MetricType::connections:
        bytes += 75 * items;
        break;
    }
  }
  return bytes;
}

std::size_t bytes_without_lists(const std::vector<MetricSpec>& metrics) {
  std::size_t bytes = 100;
  for (const MetricSpec& metric : metrics) {
    bytes += metric.name.size() + 40 + (metric.type == MetricType::number ? 24 : 0);
  }
  return bytes;
}

std::size_t largest_bytes(const std::vector<MetricSpec>& metrics) {
  std::size_t bytes = bytes_without_lists(metrics);
  for (const MetricSpec& metric : metrics) {
    const std::size_t item = metric.type == MetricType::connections ? 120 : 60;
    if (metric.type != MetricType::number) bytes += item * metric.max_items;
  }
  return bytes;
}

}  // namespace gatewarden::capacity
