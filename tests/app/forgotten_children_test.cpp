#include "gateway/app/children/forgotten_children.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

ForgottenChild child(std::size_t number, Duration when = {}) {
  const std::string name = std::to_string(number);
  return {
      "gw:" + name, "site",
      name,         number,
      {},           WallTime(1'790'000'000s + std::chrono::duration_cast<std::chrono::milliseconds>(when))};
}

}  // namespace

TEST_CASE("a forgotten device is found by its thing and by what it calls itself") {
  ForgottenChildren forgotten;
  CHECK(forgotten.put(child(7)).empty());
  REQUIRE(forgotten.find("gw:7"));
  CHECK(forgotten.find("site", "7") == forgotten.find("gw:7"));
  CHECK(forgotten.find("hall", "7") == nullptr);
  forgotten.erase("gw:7");
  CHECK(forgotten.find("gw:7") == nullptr);
  CHECK(forgotten.find("site", "7") == nullptr);
}

TEST_CASE("what is forgotten twice is kept once, with its newest id") {
  ForgottenChildren forgotten;
  forgotten.put(child(7));
  ForgottenChild again = child(7, 1h);
  again.last_report_id = 99;
  CHECK(forgotten.put(again).empty());
  CHECK(forgotten.size() == 1);
  CHECK(forgotten.find("site", "7")->last_report_id == 99);
}

TEST_CASE("no more are kept than the bound, and the oldest goes first") {
  ForgottenChildren forgotten;
  for (std::size_t i = 0; i < ForgottenChildren::kMaxKept; ++i)
    CHECK(forgotten.put(child(i, std::chrono::seconds(i))).empty());
  const auto dropped = forgotten.put(child(5000, 1h));
  REQUIRE(dropped.size() == 1);
  CHECK(dropped[0].thing == "gw:0");
  CHECK(forgotten.size() == ForgottenChildren::kMaxKept);
  CHECK(forgotten.find("site", "0") == nullptr);
}

TEST_CASE("what was forgotten a season ago is not kept") {
  ForgottenChildren forgotten;
  forgotten.put(child(1));
  forgotten.put(child(2, 1h));
  const auto dropped = forgotten.put(child(3, ForgottenChildren::kKept + 30min));
  REQUIRE(dropped.size() == 1);
  CHECK(dropped[0].thing == "gw:1");
}

TEST_CASE("a clock that stepped back drops nothing") {
  ForgottenChildren forgotten;
  forgotten.put(child(1, 500 * 24h));
  CHECK(forgotten.put(child(2)).empty());
}
