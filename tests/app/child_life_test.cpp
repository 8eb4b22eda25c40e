#include "gateway/app/view/child_life.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kNow{1h};

DeviceSnapshot of_link(DeviceState state, std::string why = "") {
  DeviceSnapshot made;
  made.state = state;
  made.why = std::move(why);
  return made;
}
DeviceActivity activity(std::optional<SteadyTime> seen, bool heard, std::optional<SteadyTime> overdue) {
  DeviceActivity made;
  made.seen = seen;
  made.heard = heard;
  made.overdue = overdue;
  return made;
}

}  // namespace

TEST_CASE("a child that is heard is as its link says") {
  const auto life = child_life(of_link(DeviceState::online), activity(kNow - 5s, true, kNow + 25s), kNow);
  CHECK(life.state == DeviceState::online);
  CHECK(life.why.empty());
  CHECK(life.last_seen == 5s);
}

TEST_CASE("a child that no run has seen has no age, whatever its link says") {
  for (const auto state : {DeviceState::never_seen, DeviceState::online, DeviceState::offline}) {
    const auto life = child_life(of_link(state, "no answer"), activity({}, false, kNow - 1s), kNow);
    CHECK(life.state == DeviceState::never_seen);
    CHECK(life.why == "no answer");
    CHECK_FALSE(life.last_seen);
  }
}

TEST_CASE("a child that an earlier run has seen is offline once it had its chance, with its age") {
  const auto seen = of_link(DeviceState::never_seen);
  const auto early = child_life(seen, activity(kNow - 72h, false, kNow + 1s), kNow);
  CHECK(early.state == DeviceState::degraded);
  CHECK(early.why == "not heard since the gateway started");
  const auto late = child_life(seen, activity(kNow - 72h, false, kNow - 1s), kNow);
  CHECK(late.state == DeviceState::offline);
  CHECK(late.last_seen == Duration(72h));
}

TEST_CASE("a link that a reload has made anew does not make a device unseen") {
  const auto life = child_life(of_link(DeviceState::never_seen), activity(kNow - 4s, true, kNow + 2s), kNow);
  CHECK(life.state == DeviceState::degraded);
  CHECK(life.why == "not heard since its link was changed");
  CHECK(life.last_seen == 4s);
}

TEST_CASE("a child whose report says that it is not reachable is not online") {
  const auto overdue = activity(kNow - 40s, true, kNow - 10s);
  const auto quiet = child_life(of_link(DeviceState::online), overdue, kNow);
  CHECK(quiet.state == DeviceState::offline);
  CHECK(quiet.why == "silent for 40 s");
  CHECK(child_life(of_link(DeviceState::online, "exception 2"), overdue, kNow).why ==
        "silent for 40 s; exception 2");
  const auto missing = child_life(of_link(DeviceState::degraded, "no answer"), overdue, kNow);
  CHECK(missing.state == DeviceState::offline);
  CHECK(missing.why == "no answer");
}
