#include "adapters/modbus/commission/scan_order.hpp"

#include <catch2/catch.hpp>

using gatewarden::modbus::ScanOrder;

namespace {

std::vector<int> rest_of(ScanOrder& order) {
  std::vector<int> units;
  for (; !order.over(); order.go_on()) units.push_back(order.present());
  return units;
}

}  // namespace

TEST_CASE("units are asked in their order, those that answered late once more at the end") {
  ScanOrder order({255, 0, 1});
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

TEST_CASE("a scan of no units is over") { CHECK(ScanOrder({}).over()); }
