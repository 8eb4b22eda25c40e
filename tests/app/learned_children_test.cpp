#include "gateway/app/children/learned_children.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

const SteadyTime kNow = SteadyTime{} + 1h;

std::vector<config::Link> links(std::uint32_t at_most) {
  std::vector<config::Link> made(2);
  made[0].name = "site";
  made[0].unknown = {true, "press", "gw:{id}-{id}", at_most};
  made[1].name = "hall-a";
  return made;
}

LearnedChild proposed(const LearnedChildren& learned, const std::string& identity) {
  return learned.proposed(*learned.room("site"), "site", identity);
}

}  // namespace

TEST_CASE("a device becomes the thing that the link's pattern says") {
  LearnedChildren learned({});
  learned.take_rules(links(2), kNow);
  const auto child = proposed(learned, "p9");
  CHECK(child.thing == "gw:p9-p9");
  CHECK(child.profile == "press");
  CHECK(learned.find("site", "p9") == nullptr);  // only proposed
  learned.add(child);
  REQUIRE(learned.find("site", "p9"));
  CHECK(learned.find("site", "p9")->thing == "gw:p9-p9");
  CHECK(learned.find_thing("gw:p9-p9") == learned.find("site", "p9"));
  CHECK(learned.find("hall-a", "p9") == nullptr);
}

TEST_CASE("a link without a rule has no room, and one with a rule counts what it learned before") {
  LearnedChildren learned({{"site", "p1", "gw:p1", "press"}, {"hall-a", "p2", "gw:p2", "press"}});
  learned.take_rules(links(2), kNow);
  CHECK(learned.room("hall-a") == nullptr);
  CHECK_FALSE(learned.room("site")->is_full());
  learned.add(proposed(learned, "p3"));
  CHECK(learned.room("site")->is_full());
  learned.take_rules(links(3), kNow);  // a reload with more room
  CHECK_FALSE(learned.room("site")->is_full());
  CHECK(learned.all().size() == 3);
}

TEST_CASE("what a link refused is counted on when its rules are read again") {
  LearnedChildren learned({});
  learned.take_rules(links(2), kNow);
  learned.room("site")->refused(LearningRoom::Refusal::unusable, "site", "/", kNow);
  learned.take_rules(links(3), kNow);
  learned.room("site")->refused(LearningRoom::Refusal::unusable, "site", "/", kNow);
  CHECK(learned.room("site")->refusals() == LearningRoom::RefusalCounts{0, 0, 2});
}

TEST_CASE("an identity that holds the pattern's own mark is filled in once") {
  LearnedChildren learned({});
  learned.take_rules(links(2), kNow);
  CHECK(proposed(learned, "{id}").thing == "gw:{id}-{id}");
}

TEST_CASE("a forgotten device makes room, and is the same thing again under another pattern") {
  LearnedChildren learned({});
  learned.take_rules(links(2), kNow);
  for (const char* identity : {"p1", "p2"}) learned.add(proposed(learned, identity));
  CHECK(learned.room("site")->is_full());
  CHECK(learned.forget({"gw:p1-p1", "site", "p1", 7}).empty());
  CHECK_FALSE(learned.room("site")->is_full());
  CHECK(learned.find("site", "p1") == nullptr);
  CHECK(learned.find("site", "p2")->thing == "gw:p2-p2");  // it moved
  REQUIRE(learned.forgotten("gw:p1-p1"));
  auto others = links(2);
  others[0].unknown.thing = "other:{id}";
  learned.take_rules(others, kNow);
  CHECK(proposed(learned, "p1").thing == "gw:p1-p1");
  CHECK(proposed(learned, "p3").thing == "other:p3");
  learned.add(proposed(learned, "p1"));
  CHECK(learned.forgotten("gw:p1-p1") == nullptr);
}
