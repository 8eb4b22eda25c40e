#include "gateway/base/even_phase.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

using namespace gatewarden;

TEST_CASE("however many phases there are, no two lie close together and none leaves a wide gap") {
  std::vector<double> phases;
  for (std::uint64_t rank = 1; rank <= 500; ++rank) {
    phases.push_back(even_phase(rank));
    REQUIRE(phases.back() >= 0);
    REQUIRE(phases.back() < 1);
    std::vector<double> sorted = phases;
    std::sort(sorted.begin(), sorted.end());
    sorted.push_back(sorted.front() + 1);  // close the circle
    double narrowest = 1, widest = 0;
    for (std::size_t i = 0; i + 1 < sorted.size(); ++i) {
      narrowest = std::min(narrowest, sorted[i + 1] - sorted[i]);
      widest = std::max(widest, sorted[i + 1] - sorted[i]);
    }
    const auto even = 1 / static_cast<double>(rank);
    REQUIRE(narrowest > 0.38 * even);
    REQUIRE(widest < 2 * even);
  }
}
