// Whether a device costs the same however many were learned: the rooms that learn are compiled here once more.
#include "tests/app/population_rig.hpp"
#include "tests/growth/counted_work.hpp"
#include "tests/support/serve_at_once.hpp"

namespace gatewarden::app {
namespace {

// A link that learns at most so many.
class Site {
 public:
  explicit Site(std::uint32_t at_most) {
    test::serve_at_once(
        rig_.population,
        load_fleet("gateway: { thing: gw, host: { enabled: false } }\n"
                   "uplink: { stdout: {} }\n"
                   "profiles: { press: { metrics: { t: { from: { json: /t } } } } }\n"
                   "links: { site: { mqtt: { broker: \"mqtt://192.0.2.2\", topics: [\"s/{id}\"] }, unknown: "
                   "{ learn: { profile: press, thing: \"gw:{id}\", at_most: " +
                   std::to_string(at_most) + ", per_minute: 100000 } } } }\nchildren: []\n"));
  }

  // The work of so many new ones; each is learned, or refused.
  double work_of(std::uint32_t count, bool learned) {
    const std::uint64_t before = test::counted_work();
    for (std::uint32_t i = 0; i < count; ++i)
      REQUIRE(rig_.learner.learn("site", "device-" + std::to_string(++last_)).has_value() == learned);
    return static_cast<double>(test::counted_work() - before);
  }

 private:
  PopulationRig rig_;
  std::uint32_t last_ = 0;
};

double work_of_strangers(std::uint32_t learned) {
  Site full(learned);
  full.work_of(learned, true);
  full.work_of(1, false);  // for the first all are looked at: who is silent may give its place
  return full.work_of(1000, false);
}

TEST_CASE("an unknown device costs the same however many were learned") {
  const double few = work_of_strangers(500), many = work_of_strangers(16'000);
  INFO(few << " for 500, " << many << " for 16000");
  CHECK(few > 1000);
  CHECK(many < 1.2 * few);
}

TEST_CASE("a device is learned at the same cost however many were learned") {
  Site site(100'000);
  site.work_of(1000, true);
  const double few = site.work_of(1000, true), twice = site.work_of(2000, true),
               again = site.work_of(4000, true);
  INFO(few << ", then " << twice << " for twice as many, then " << again);
  CHECK(twice < 2.2 * few);
  CHECK(again < 2.2 * twice);
}

}  // namespace
}  // namespace gatewarden::app
