#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "gateway/base/backoff.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

TEST_CASE("the same seed gives the same numbers, and the upper half of a seed counts") {
  auto one = small_random(7), same = small_random(7), upper = small_random(7 + (1ULL << 32));
  const auto first = one();
  CHECK(first == same());
  CHECK(first != upper());
}

TEST_CASE("links with neighbouring seeds do not pause alike") {
  std::vector<double> pauses;
  for (std::uint64_t seed = 1000; seed < 1100; ++seed) {
    Backoff backoff({100s, 100s, 0s}, seed);
    pauses.push_back(std::chrono::duration<double>(backoff.next()).count());
  }
  double steps = 0;
  for (std::size_t i = 1; i < pauses.size(); ++i) steps += std::abs(pauses[i] - pauses[i - 1]);
  CHECK(steps / 99 > 20);  // a third of the range if independent
  std::sort(pauses.begin(), pauses.end());
  CHECK(pauses[10] < 25);
  CHECK(pauses[90] > 75);
}
