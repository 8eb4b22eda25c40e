#include "gateway/batch/recent_reports.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

namespace {

Publication report(std::uint32_t device, std::size_t bytes) {
  Publication made;
  made.device = DeviceId{device};
  made.bytes = std::string(bytes, 'x');
  return made;
}

}  // namespace

TEST_CASE("the newest reports are kept, one a child") {
  RecentReports recent(2);
  recent.keep(report(1, 10));
  recent.keep(report(1, 20));
  recent.keep(report(2, 10));
  REQUIRE(recent.find(DeviceId{1}) != nullptr);
  CHECK(recent.find(DeviceId{1})->bytes.size() == 20);
  recent.keep(report(3, 10));
  CHECK(recent.find(DeviceId{1}) == nullptr);
  CHECK(recent.find(DeviceId{2}) != nullptr);
  CHECK(recent.find(DeviceId{3}) != nullptr);
}

TEST_CASE("long reports take the place of others, up to a bound in bytes") {
  RecentReports recent(1000, 100);
  recent.keep(report(1, 40));
  recent.keep(report(2, 40));
  recent.keep(report(3, 40));
  CHECK(recent.find(DeviceId{1}) == nullptr);
  CHECK(recent.find(DeviceId{2}) != nullptr);
  recent.keep(report(3, 90));  // its own, grown
  CHECK(recent.find(DeviceId{2}) == nullptr);
  recent.keep(report(4, 500));  // alone over the bound: the newest is kept
  CHECK(recent.find(DeviceId{3}) == nullptr);
  CHECK(recent.find(DeviceId{4}) != nullptr);
}

TEST_CASE("a child's newer report takes the bytes of its older one, and none besides") {
  RecentReports recent(1000, 100);
  recent.keep(report(1, 20));
  for (int i = 0; i < 10; ++i) recent.keep(report(2, 60));
  CHECK(recent.find(DeviceId{1}) != nullptr);
}

TEST_CASE("a child's newer report makes it the newest, and never the one that leaves") {
  RecentReports recent(3, 100);
  recent.keep(report(1, 30));
  recent.keep(report(2, 30));
  recent.keep(report(1, 80));
  REQUIRE(recent.find(DeviceId{1}) != nullptr);
  CHECK(recent.find(DeviceId{1})->bytes.size() == 80);
  CHECK(recent.find(DeviceId{2}) == nullptr);
  for (std::uint32_t device = 3; device < 5; ++device) recent.keep(report(device, 1));
  recent.keep(report(1, 2));
  recent.keep(report(5, 1));
  CHECK(recent.find(DeviceId{1}) != nullptr);
  CHECK(recent.find(DeviceId{3}) == nullptr);
}
