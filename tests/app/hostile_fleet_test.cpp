#include <sys/resource.h>

#include <catch2/catch.hpp>

#include "gateway/app/protocols.hpp"
#include "gateway/capacity/fleet_summary_text.hpp"
#include "gateway/config/load/load.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/hostile_fleets.hpp"

namespace gatewarden::app {
namespace {

constexpr long kMaxKilobytes = 300 * 1024;

// What the process has taken at most; it must have begun small.
long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

int read_megabyte(const test::HostileFleet& fleet) {
  const std::string text = test::of_bytes(fleet, 1'000'000);
  const config::Environment nothing([](const std::string&) { return std::optional<std::string>(); });
  const config::Loaded loaded = config::load_text(text, "fleet.yaml", adapters(), nothing);
  const std::string said =
      loaded ? capacity::to_text(capacity::summarize(loaded, protocols())) : config::to_text(loaded.problems);
  return said.empty() ? 255 : static_cast<int>(std::min(254L, peak_kilobytes() / 2048));
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)  // a sanitizer keeps what was freed
TEST_CASE("a megabyte of any fleet file is read in less than 300 MB") {
  REQUIRE(peak_kilobytes() < kMaxKilobytes / 4);
  for (const test::HostileFleet& fleet : test::hostile_fleets()) {
    INFO(fleet.name);
    auto child = test::ChildProcess::function([&] { return read_megabyte(fleet); });
    const int twice_megabytes = child.wait(std::chrono::seconds(60));
    CHECK(twice_megabytes * 2048L < kMaxKilobytes);
  }
}
#endif

}  // namespace
}  // namespace gatewarden::app
