#include "adapters/modbus/commission/scan_order.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::modbus;

namespace {

constexpr Request kHoldingZero = Range{Table::holding_registers, 0, 1};

std::vector<int> rest_of(ScanOrder& order) {
  std::vector<int> units;
  for (; !order.over(); order.go_on()) units.push_back(order.present());
  return units;
}

}  // namespace

TEST_CASE("units are asked in their order, those that answered late once more at the end") {
  ScanOrder order({255, 0, 1}, {kHoldingZero});
  CHECK(order.present() == 255);
  order.go_on();
  order.ask_again(255);
  order.ask_again(7);
  order.ask_again(255);
  CHECK(order.asked() == 1);
  CHECK(order.total() == 5);
  CHECK(rest_of(order) == std::vector<int>{0, 1, 255, 7});
  CHECK(order.asked() == 5);
}

TEST_CASE("a scan of no units is over") { CHECK(ScanOrder({}, {kHoldingZero}).over()); }

TEST_CASE("with another question the units are asked from the first one on") {
  ScanOrder order({1, 2}, {kHoldingZero, ReadIdentification{}});
  CHECK(rest_of(order) == std::vector<int>{1, 2});
  CHECK(order.question() == kHoldingZero);
  REQUIRE(order.ask_otherwise());
  CHECK(order.question() == Request(ReadIdentification{}));
  CHECK(rest_of(order) == std::vector<int>{1, 2});
  CHECK(order.questions().size() == 2);
  CHECK_FALSE(order.ask_otherwise());
}

TEST_CASE("a unit that was late to the question before is asked the next one with all others, once") {
  ScanOrder order({1, 2}, {kHoldingZero, ReadIdentification{}});
  order.go_on();
  order.ask_again(1);
  CHECK(rest_of(order) == std::vector<int>{2, 1});
  REQUIRE(order.ask_otherwise());
  CHECK(order.total() == 2);
  order.go_on();
  order.ask_again(1);
  CHECK(rest_of(order) == std::vector<int>{2, 1});
}
