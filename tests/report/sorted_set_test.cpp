#include "gateway/report/sorted_set.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <set>

using namespace gatewarden;

namespace {

std::size_t compared = 0;
bool less(int a, int b) {
  ++compared;
  return a < b;
}
bool any(int) { return true; }

}  // namespace

TEST_CASE("a set is what a set of the standard library would be, whatever comes in which order") {
  std::mt19937 random(7);
  std::vector<int> kept;
  std::set<int> expected;
  for (int round = 0; round < 300; ++round) {
    std::vector<int> newer(random() % 12);
    for (int& each : newer) each = static_cast<int>(random() % 400);
    add_to_set(kept, newer, less, any);
    expected.insert(newer.begin(), newer.end());
    REQUIRE(kept == std::vector<int>(expected.begin(), expected.end()));
  }
}

TEST_CASE("adding to a set costs what is new, not what is there") {
  std::vector<int> kept(4096);
  for (int i = 0; i < 4096; ++i) kept[static_cast<std::size_t>(i)] = 2 * i;
  for (const int added : {4000, 4001, -1, 9000}) {  // there already; between; in front; behind
    compared = 0;
    add_to_set(kept, {added}, less, any);
    CHECK(compared <= 2 * 13 + 2);
  }
  CHECK(std::is_sorted(kept.begin(), kept.end()));
}

TEST_CASE("what is not taken does not get into a set") {
  std::vector<int> kept{1};
  add_to_set(kept, {5, 2, 5, 4}, less, [](int each) { return each != 4; });
  CHECK(kept == std::vector<int>{1, 2, 5});
}
