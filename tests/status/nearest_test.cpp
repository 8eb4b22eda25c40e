#include <catch2/catch.hpp>

#include "gateway/status/nearest.hpp"

using gatewarden::status::nearest;

TEST_CASE("a mistyped thing is answered with the closest names, closest first") {
  const std::vector<std::string> known{"plant7-gw:meter-1", "plant7-gw:meter-12", "plant7-gw:press-1",
                                       "other"};
  const auto names = nearest("plant7-gw:metr-12", known);
  REQUIRE(names.size() >= 2);
  CHECK(names[0] == "plant7-gw:meter-12");
  CHECK(names[1] == "plant7-gw:meter-1");
  CHECK(names.size() <= 3);
}

TEST_CASE("a part of a name finds the whole") {
  const auto names = nearest("meter-12", {"plant7-gw:meter-1", "plant7-gw:meter-12", "meter-2"});
  REQUIRE_FALSE(names.empty());
  CHECK(names[0] == "plant7-gw:meter-12");
}

TEST_CASE("a name that is like nothing gets no guess") {
  CHECK(nearest("zzzzzzzz", {"plant7-gw:meter-1"}).empty());
  CHECK(nearest("a", {"b", "c", "d", "e"}).size() == 3);  // one letter apart is close
  CHECK(nearest("x", {}).empty());
}
