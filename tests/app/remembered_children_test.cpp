#include "gateway/app/children/remembered_children.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

const ClockPair kNow{SteadyTime(1000s), WallTime(1'790'000'000s)};
constexpr Duration kFloor = 300s;

ThingRecord sent_ago(std::chrono::milliseconds ago, std::string counters = {}) {
  return {7, kNow.wall - ago, std::move(counters)};
}
const std::string kCounters = "00000000000000ff;energy_wh delta 64 n130 1789999990000";

}  // namespace

TEST_CASE("what was stored of a child is known once, until it is given back") {
  StoredState stored;
  stored.things["meter-1"] = sent_ago(10s, kCounters);
  RememberedChildren children(stored, kNow, kFloor);
  auto child = children.take("meter-1");
  CHECK(child.record.last_report_id == 7);
  CHECK(child.record.last_sent == kNow.wall - 10s);
  CHECK(child.counters.source == 0xff);
  REQUIRE(child.counters.readings.size() == 1);
  CHECK(child.counters.readings[0].metric == "energy_wh");
  CHECK(child.counters.readings[0].at == kNow.steady - 10s);
  CHECK(children.take("meter-1").record.last_report_id == 0);
  child.record.last_report_id = 8;
  children.put("meter-1", child);
  CHECK(children.take("meter-1").record.last_report_id == 8);
}

TEST_CASE("after a stop in order nothing is corrected") {
  StoredState stored;
  stored.things["meter-1"] = sent_ago(400s, kCounters);
  RememberedChildren children(stored, kNow, kFloor);
  children.take("meter-1");
  children.take("never recorded");
  CHECK(children.take_corrected().empty());
}

TEST_CASE("after a cut a child that had time for another report counts as sent, its growth in doubt") {
  StoredState stored;
  stored.things["late"] = sent_ago(400s, kCounters);
  stored.things["early"] = sent_ago(299s, kCounters);
  stored.unclean_shutdown = kNow.wall - 60s;
  RememberedChildren children(stored, kNow, kFloor);
  const auto late = children.take("late"), early = children.take("early");
  CHECK(late.record.last_sent == kNow.wall - 28s);  // at most 30 s later, and a commit takes 2
  CHECK(late.counters.readings.at(0).doubtful);
  CHECK(early.record.last_sent == kNow.wall - 299s);
  CHECK_FALSE(early.counters.readings.at(0).doubtful);
  const auto corrected = children.take_corrected();
  REQUIRE(corrected.size() == 1);
  CHECK(corrected[0].first == "late");
  CHECK(corrected[0].second.counters == kCounters + "?");
}

TEST_CASE("after a cut a child without a record may have been sent for, until the fleet is served") {
  StoredState stored;
  stored.unclean_shutdown = kNow.wall - 5s;
  RememberedChildren children(stored, kNow, kFloor);
  CHECK(children.take("first").record.last_sent == kNow.wall);  // not later than now
  children.all_served();
  CHECK(children.take("second").record.last_sent == WallTime{});
  CHECK(children.take_corrected().size() == 1);
  CHECK(children.take_corrected().empty());
}

TEST_CASE("one send time in the future takes every reading's age away") {
  StoredState stored;
  stored.things["meter-1"] = sent_ago(10s, kCounters);
  stored.things["meter-2"] = sent_ago(-1s);
  RememberedChildren children(stored, kNow, kFloor);
  const auto child = children.take("meter-1");
  CHECK_FALSE(child.counters.readings.at(0).at);
}

TEST_CASE("counters whose text is torn count for nothing") {
  for (const char* text : {"", "zz", "ff", ";", "ff;energy_wh delta", "ff;energy_wh delta 64 x1 5"}) {
    CAPTURE(text);
    CHECK(parse_stored_counters(text, kNow).readings.empty());
  }
}
