#include "gateway/terminal/progress_bar.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;

TEST_CASE("a bar fits the screen and says how long it takes") {
  CHECK(progress_text({5, 10, "unit 5, 1 found", std::chrono::seconds(12)}, 80) ==
        "[###############...............]  5/10  unit 5, 1 found, about 12 s left");
  CHECK(
      progress_text({5, 10, "unit 5, 1 found", std::chrono::seconds(200)}, 0).ends_with("about 4 min left"));
  CHECK(progress_text({5, 10, "unit 5, 1 found", std::nullopt}, 20).size() <= 19);
  CHECK(progress_text({0, 0, "", std::nullopt}, 40).size() < 40);
}
