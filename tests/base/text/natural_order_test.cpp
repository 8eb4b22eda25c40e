#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "gateway/base/text/nearest.hpp"

using namespace gatewarden;

TEST_CASE("names are listed as people count: 2 before 10") {
  const std::vector<std::string> sorted{"",
                                        "a",
                                        "a-1",
                                        "a-2",
                                        "a-10",
                                        "a-10-b",
                                        "a-10:2",
                                        "a-10:10",
                                        "a-100",
                                        "a10b",
                                        "b",
                                        "plant-2:meter-9",
                                        "plant-2:meter-10",
                                        "plant-10:meter-1"};
  std::vector<std::string> mixed = sorted;
  std::reverse(mixed.begin(), mixed.end());
  std::sort(mixed.begin(), mixed.end(), natural_less);
  CHECK(mixed == sorted);
}

TEST_CASE("no two different names are the same, and none is before itself") {
  const std::vector<std::string> names{"a1",
                                       "a01",
                                       "a001",
                                       "a1b",
                                       "a01b",
                                       "0",
                                       "00",
                                       "a",
                                       "A",
                                       "ü1",
                                       "99999999999999999999999",
                                       "99999999999999999999998"};
  for (const std::string& a : names) {
    CHECK_FALSE(natural_less(a, a));
    for (const std::string& b : names) {
      if (a != b) CHECK(natural_less(a, b) != natural_less(b, a));
      for (const std::string& c : names) {
        if (natural_less(a, b) && natural_less(b, c)) CHECK(natural_less(a, c));
      }
    }
  }
}
