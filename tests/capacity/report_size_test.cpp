#include <catch2/catch.hpp>

#include "gateway/capacity/report_size.hpp"

namespace gatewarden::capacity {
namespace {

MetricSpec metric(const std::string& name, MetricType type, std::uint32_t max_items = 50) {
  MetricSpec made;
  made.name = name;
  made.type = type;
  made.max_items = max_items;
  return made;
}

TEST_CASE(
    "an estimate counts a metric's name and value, and short keys make both the frame and metrics smaller") {
  CHECK(estimated_bytes({}, KeyNames::long_names) == 85);
  CHECK(estimated_bytes({}, KeyNames::short_names) == 60);
  const std::vector<MetricSpec> one = {metric("power_w", MetricType::number)};
  CHECK(estimated_bytes(one, KeyNames::long_names) == 85 + 7 + 24 + 10);
  CHECK(estimated_bytes(one, KeyNames::short_names) == 60 + 7 + 16 + 10);
}

TEST_CASE("an estimated list has five items, or as many as its bound lets it have") {
  const auto items = [](std::uint32_t bound) {
    return estimated_bytes({metric("list", MetricType::connections, bound)}, KeyNames::long_names);
  };
  CHECK(items(2) == 85 + 4 + 24 + 2 * 75);
  CHECK(items(5) == 85 + 4 + 24 + 5 * 75);
  CHECK(items(500) == items(5));
}

TEST_CASE("an estimated item has the size of its type") {
  const auto item = [](MetricType type) {
    return estimated_bytes({metric("list", type, 1)}, KeyNames::long_names) - (85 + 4 + 24);
  };
  CHECK(item(MetricType::number_list) == 8);
  CHECK(item(MetricType::string_list) == 18);
  CHECK(item(MetricType::ip_list) == 18);
  CHECK(item(MetricType::ports) == 30);
  CHECK(item(MetricType::connections) == 75);
}

TEST_CASE("the largest report has every list at its bound, and a number is one value whatever its bound") {
  CHECK(largest_bytes({}) == 100);
  CHECK(largest_bytes({metric("n", MetricType::number, 500)}) == 100 + 1 + 40 + 24);
  CHECK(largest_bytes({metric("s", MetricType::string_list, 500)}) == 100 + 1 + 40 + 500 * 60);
  CHECK(largest_bytes({metric("c", MetricType::connections, 500), metric("p", MetricType::ports, 10)}) ==
        100 + 1 + 40 + 500 * 120 + 1 + 40 + 10 * 60);
}

}  // namespace
}  // namespace gatewarden::capacity
