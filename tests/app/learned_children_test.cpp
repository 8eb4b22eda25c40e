#include "gateway/app/children/learned_children.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::app;

namespace {

std::vector<config::Link> links(std::uint32_t at_most) {
  std::vector<config::Link> made(2);
  made[0].name = "site";
  made[0].unknown = {true, "press", "gw:{id}-{id}", at_most};
  made[1].name = "hall-a";
  return made;
}

}  // namespace

TEST_CASE("a device becomes the thing that the link's pattern says") {
  LearnedChildren learned({});
  learned.take_rules(links(2));
  const auto child = learned.propose("site", "p9");
  REQUIRE(child);
  CHECK(child->thing == "gw:p9-p9");
  CHECK(child->profile == "press");
  CHECK(learned.find("site", "p9") == nullptr);  // only proposed
  learned.add(*child);
  REQUIRE(learned.find("site", "p9"));
  CHECK(learned.find("site", "p9")->thing == "gw:p9-p9");
  CHECK(learned.find("hall-a", "p9") == nullptr);
}

TEST_CASE("a link without a rule learns nothing, and one that is full no more") {
  LearnedChildren learned({{"site", "p1", "gw:p1", "press"}, {"hall-a", "p2", "gw:p2", "press"}});
  learned.take_rules(links(2));
  CHECK_FALSE(learned.learns("hall-a"));
  CHECK_FALSE(learned.propose("hall-a", "p3"));
  learned.add(*learned.propose("site", "p3"));
  CHECK_FALSE(learned.propose("site", "p4"));
  learned.take_rules(links(3));  // a reload with more room
  CHECK(learned.propose("site", "p4"));
  CHECK(learned.all().size() == 3);
}

TEST_CASE("an identity that holds the pattern's own mark is filled in once") {
  LearnedChildren learned({});
  learned.take_rules(links(2));
  CHECK(learned.propose("site", "{id}")->thing == "gw:{id}-{id}");
}
