#include "gateway/report/open_point.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kNow{1h};

MetricSpec spec_of(MetricType type, Aggregate aggregate) {
  MetricSpec spec;
  spec.name = "m";
  spec.type = type;
  spec.aggregate = aggregate;
  return spec;
}

double merged(Aggregate aggregate, std::initializer_list<double> values) {
  const MetricSpec spec = spec_of(MetricType::number, aggregate);
  OpenPoint point;
  point.spec = &spec;
  for (const double value : values) point.merge(Number::real(value), kNow);
  return point.closed_number().as_double();
}

}  // namespace

TEST_CASE("each aggregate makes one number of many, also of negative ones") {
  CHECK(merged(Aggregate::last, {3, -1, 2.5}) == 2.5);
  CHECK(merged(Aggregate::min, {3, 4, 5}) == 3);
  CHECK(merged(Aggregate::max, {-3, -4, -5}) == -3);
  CHECK(merged(Aggregate::mean, {3, -1, 2.5}) == 1.5);
  CHECK(merged(Aggregate::sum, {3, -1, 2.5}) == 4.5);
  CHECK(merged(Aggregate::count, {3, -1, 2.5}) == 3);
}

TEST_CASE("sums and means of many decimals are decimals") {
  const MetricSpec mean = spec_of(MetricType::number, Aggregate::mean);
  const MetricSpec sum = spec_of(MetricType::number, Aggregate::sum);
  OpenPoint means, sums;
  means.spec = &mean;
  sums.spec = &sum;
  for (int report = 0; report < 2; ++report) {
    for (int i = 0; i < 30'000; ++i) {
      means.merge(Number::real(22.72), kNow);
      sums.merge(Number::real(0.1), kNow);
    }
    CHECK(means.closed_number().as_double() == 22.72);
    CHECK(sums.closed_number().as_double() == 3000);
    means.begin_anew();
    sums.begin_anew();
  }
  CHECK(merged(Aggregate::sum, {1, 1e100, 1, -1e100}) == 2);
}

TEST_CASE("a point that begins anew keeps its last reading and nothing of the last report") {
  const MetricSpec spec = spec_of(MetricType::number, Aggregate::max);
  OpenPoint point;
  point.spec = &spec;
  point.merge(Number::integer(9), kNow);
  point.begin_anew();
  CHECK(point.count == 0);
  CHECK(point.has_reading == 1);
  CHECK(point.last.as_double() == 9);
  point.merge(Number::integer(4), kNow + 1s);
  CHECK(point.closed_number().as_double() == 4);
  CHECK(point.at == kNow + 1s);
}

TEST_CASE("a list stays after its report, and the next report's first sample replaces it") {
  const MetricSpec spec = spec_of(MetricType::string_list, Aggregate::set);
  std::mt19937_64 random(7);
  OpenPoint point;
  point.spec = &spec;
  CHECK(point.merge(ListValue(StringList{{"b"}}), kNow, random) == 0);
  CHECK(point.merge(ListValue(StringList{{"a"}}), kNow, random) == 0);
  CHECK(std::get<StringList>(*point.list).strings == std::vector<std::string>{"a", "b"});
  point.begin_anew();
  CHECK(std::get<StringList>(*point.list).strings.size() == 2);
  point.merge(ListValue(StringList{{"c"}}), kNow, random);
  CHECK(std::get<StringList>(*point.list).strings == std::vector<std::string>{"c"});
}

TEST_CASE("the flags of a reading leave the device alone, up to the last one that fits") {
  OpenPoint point;
  point.device = (1u << OpenPoint::kDeviceBits) - 1;
  point.has_reading = point.doubtful = point.ageless = point.fallen = point.seldom = 1;
  CHECK(point.device == (1u << OpenPoint::kDeviceBits) - 1);
  point.has_reading = point.doubtful = point.ageless = point.fallen = point.seldom = 0;
  CHECK(point.device == (1u << OpenPoint::kDeviceBits) - 1);
}
