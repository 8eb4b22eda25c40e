#include "gateway/registry/metric_spec.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

namespace {

constexpr MetricRole kLastRole = MetricRole::seconds_since_seen;
constexpr MetricType kTypes[] = {MetricType::number,  MetricType::number_list, MetricType::string_list,
                                 MetricType::ip_list, MetricType::ports,       MetricType::connections};
constexpr Merge kMerges[] = {Merge::last,  Merge::min,   Merge::max,  Merge::mean, Merge::sum,
                             Merge::count, Merge::delta, Merge::rate, Merge::set,  Merge::list};

}  // namespace

TEST_CASE("every standard role is found by its own name, and by no other") {
  for (int i = 1; i <= static_cast<int>(kLastRole); ++i) {
    const auto role = static_cast<MetricRole>(i);
    INFO(role_name(role));
    CHECK(standard_role(role_name(role)) == role);
    CHECK(type_of(role).has_value());
  }
  CHECK(role_name(MetricRole::custom) == "custom");
  CHECK_FALSE(standard_role("custom"));
  CHECK_FALSE(standard_role("voltage_l1"));
  CHECK_FALSE(type_of(MetricRole::custom));
}

TEST_CASE("types and merges read back as they are written") {
  for (const MetricType type : kTypes) CHECK(parse_metric_type(to_string(type)) == type);
  for (const Merge merge : kMerges) CHECK(parse_merge(to_string(merge)) == merge);
  CHECK_FALSE(parse_metric_type("number_list"));  // the API has a hyphen
  CHECK_FALSE(parse_merge(""));
}

TEST_CASE("traffic grows, a list of numbers collects, everything else says its last value") {
  CHECK(default_merge(MetricRole::bytes_in, MetricType::number) == Merge::delta);
  CHECK(default_merge(MetricRole::packets_out, MetricType::number) == Merge::delta);
  CHECK(default_merge(MetricRole::custom, MetricType::number_list) == Merge::list);
  CHECK(default_merge(MetricRole::custom, MetricType::number) == Merge::last);
  CHECK(default_merge(MetricRole::listening_tcp_ports, MetricType::ports) == Merge::last);
}

TEST_CASE("the default merge of every role fits its type") {
  for (int i = 1; i <= static_cast<int>(kLastRole); ++i) {
    const auto role = static_cast<MetricRole>(i);
    INFO(role_name(role));
    CHECK(merge_fits(default_merge(role, *type_of(role)), *type_of(role)));
  }
  for (const MetricType type : kTypes) CHECK(merge_fits(default_merge(MetricRole::custom, type), type));
}

TEST_CASE("numbers are never united, lists never summed") {
  for (const MetricType type : kTypes) {
    const bool number = type == MetricType::number;
    INFO(to_string(type));
    CHECK(merge_fits(Merge::set, type) == !number);
    CHECK(merge_fits(Merge::sum, type) == number);
    CHECK(merge_fits(Merge::delta, type) == number);
    CHECK(merge_fits(Merge::last, type));
  }
  CHECK_FALSE(merge_fits(Merge::list, MetricType::ports));
}

TEST_CASE("what the gateway knows by itself needs no device") {
  CHECK(is_own(MetricRole::reachable));
  CHECK(is_own(MetricRole::seconds_since_seen));
  CHECK_FALSE(is_own(MetricRole::bytes_in));
  CHECK_FALSE(is_own(MetricRole::custom));
}

TEST_CASE("custom metric names follow CreateCustomMetric") {
  CHECK(check_custom_name("voltage_l1"));
  CHECK(check_custom_name("a:b-c"));
  CHECK(check_custom_name(std::string(128, 'a')));
  CHECK_FALSE(check_custom_name("aws:all-bytes-in"));
  CHECK_FALSE(check_custom_name("pump speed.rpm"));
  CHECK_FALSE(check_custom_name(""));
  CHECK_FALSE(check_custom_name(std::string(129, 'a')));
}
