// What the program says of itself.
#include "gateway/app/process/build_facts.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::app;

TEST_CASE("the program names its version, commit, compiler and date in one line") {
  CHECK(text_of({"0.1.0", "0123456789ab", "Debian 12 g++ 12.2.0", "2026-11-28"}) ==
        "gatewarden 0.1.0 (commit 0123456789ab, Debian 12 g++ 12.2.0, 2026-11-28)");
}

TEST_CASE("without a repository the program says that its commit is unknown") {
  CHECK(text_of({"0.1.0", "unknown", "Debian 12 g++ 12.2.0", ""}) ==
        "gatewarden 0.1.0 (commit unknown, Debian 12 g++ 12.2.0)");
}
