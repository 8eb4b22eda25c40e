#include "gateway/registry/metric_spec.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

namespace {

constexpr MetricRole kLastRole = MetricRole::seconds_since_seen;
constexpr MetricType kTypes[] = {MetricType::number,  MetricType::number_list, MetricType::string_list,
                                 MetricType::ip_list, MetricType::ports,       MetricType::connections};
constexpr Aggregate kAggregates[] = {Aggregate::last, Aggregate::min,   Aggregate::max,   Aggregate::mean,
                                     Aggregate::sum,  Aggregate::count, Aggregate::delta, Aggregate::rate,
                                     Aggregate::set,  Aggregate::list};

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
  for (const Aggregate aggregate : kAggregates) CHECK(parse_aggregate(to_string(aggregate)) == aggregate);
  CHECK_FALSE(parse_metric_type("number_list"));  // the API has a hyphen
  CHECK_FALSE(parse_aggregate(""));
}

TEST_CASE("traffic grows, a list of numbers collects, everything else says its last value") {
  CHECK(default_aggregate(MetricRole::bytes_in, MetricType::number) == Aggregate::delta);
  CHECK(default_aggregate(MetricRole::packets_out, MetricType::number) == Aggregate::delta);
  CHECK(default_aggregate(MetricRole::custom, MetricType::number_list) == Aggregate::list);
  CHECK(default_aggregate(MetricRole::custom, MetricType::number) == Aggregate::last);
  CHECK(default_aggregate(MetricRole::listening_tcp_ports, MetricType::ports) == Aggregate::last);
}

TEST_CASE("the default aggregate of every role fits its type") {
  for (int i = 1; i <= static_cast<int>(kLastRole); ++i) {
    const auto role = static_cast<MetricRole>(i);
    INFO(role_name(role));
    CHECK(aggregate_fits(default_aggregate(role, *type_of(role)), *type_of(role)));
  }
  for (const MetricType type : kTypes)
    CHECK(aggregate_fits(default_aggregate(MetricRole::custom, type), type));
}

TEST_CASE("numbers are never united, lists never summed") {
  for (const MetricType type : kTypes) {
    const bool number = type == MetricType::number;
    INFO(to_string(type));
    CHECK(aggregate_fits(Aggregate::set, type) == !number);
    CHECK(aggregate_fits(Aggregate::sum, type) == number);
    CHECK(aggregate_fits(Aggregate::delta, type) == number);
    CHECK(aggregate_fits(Aggregate::last, type));
  }
  CHECK_FALSE(aggregate_fits(Aggregate::list, MetricType::ports));
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

TEST_CASE("a list keeps 500 members at most, as schemas/FLEET.md promises, and 50 where nobody says") {
  CHECK(kMaxItemsCeiling == 500);
  CHECK(MetricSpec{}.max_items == 50);
}
