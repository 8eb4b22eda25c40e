#include "adapters/ble/recovery/adapter_course.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <string>

#include "tests/ble_radio/course_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using namespace gatewarden::ble::test;

namespace {

struct Said {
  const char* what;
  std::function<void(CourseRig&)> happens;
  Duration over_within;
};

}  // namespace

TEST_CASE("what BlueZ says of an adapter is over soon") {
  const Said cases[] = {
      {"switched off by somebody", [](CourseRig& rig) { rig.switch_off(); }, seconds(5)},
      {"switched off, and twice it cannot be switched on",
       [](CourseRig& rig) {
         rig.answers[Verb::power_on] = {Outcome::failed, Outcome::failed};
         rig.switch_off();
       },
       seconds(60)},
      {"discovery ended",
       [](CourseRig& rig) {
         rig.scanning = false;
         rig.course.discovering(false, rig.now);
       },
       seconds(5)},
      {"discovery ended, and BlueZ is busy",
       [](CourseRig& rig) {
         rig.answers[Verb::start_discovery] = {Outcome::in_progress, Outcome::in_progress};
         rig.scanning = false;
         rig.course.discovering(false, rig.now);
       },
       seconds(10)},
      {"a session of ours that does not run any more",
       [](CourseRig& rig) {
         rig.answers[Verb::start_discovery] = {Outcome::in_progress, Outcome::in_progress,
                                               Outcome::in_progress};
         rig.scanning = false;
         rig.course.discovering(false, rig.now);
       },
       seconds(15)},
      {"not ready, failed, no answer",
       [](CourseRig& rig) {
         rig.answers[Verb::start_discovery] = {Outcome::not_ready, Outcome::failed, Outcome::timed_out};
         rig.scanning = false;
         rig.course.discovering(false, rig.now);
       },
       seconds(15)},
      {"its object is unknown while it comes up",
       [](CourseRig& rig) {
         rig.course.vanished("bluetoothd was stopped", rig.now);
         rig.scanning = false;
         rig.answers[Verb::set_filter] = {Outcome::unknown_object, Outcome::unknown_object};
         rig.answers[Verb::start_discovery] = {Outcome::unknown_object};
         rig.course.appeared(true, false, rig.now);
       },
       seconds(10)},
  };
  for (const Said& one : cases) {
    INFO(one.what);
    CourseRig rig;
    CHECK(rig.until_heard() < seconds(2));
    rig.pass(minutes(5));
    one.happens(rig);
    CHECK(rig.until_heard() <= one.over_within);
    rig.pass(seconds(100));
    CHECK(rig.course.why() == "");
    CHECK(rig.asked[Verb::power_off] == 0);
    CHECK(rig.course.counters().at("silences") == 0);
  }
}

TEST_CASE("an adapter that is switched off again at once is left off until somebody switches it on") {
  CourseRig rig;
  rig.pass(seconds(10));
  rig.switch_off();
  rig.until_heard();
  rig.switch_off();
  rig.pass(minutes(10));
  CHECK(rig.asked[Verb::power_on] == 1);
  CHECK(rig.course.why().find("left off") != std::string::npos);
  CHECK(rig.course.state() == LinkState::waiting);
  rig.powered = true;
  rig.course.powered(true, rig.now);
  CHECK(rig.until_heard() < seconds(2));
  CHECK(rig.course.why() == "");
}

TEST_CASE("a call that is never answered is given up, and tried again") {
  CourseRig rig;
  rig.silent = true;
  rig.pass(seconds(30));
  rig.silent = false;
  CHECK(rig.until_heard() <= seconds(20));
}

TEST_CASE(
    "an adapter that is deaf, or hears only empty advertisements, is noticed within 120 s and cured within 60 s more") {
  for (const Verb cure : {Verb::stop_discovery, Verb::power_off, Verb::reconnect}) {
    for (const bool empty : {false, true}) {
      CourseRig rig({.power_cycle = true});
      rig.pass(minutes(3) + seconds(7));
      (empty ? rig.only_empty : rig.deaf) = true;
      rig.cure = cure;
      CHECK(rig.until([&] { return rig.course.counters().at("silences") == 1; }, minutes(10)) <=
            seconds(120));
      CHECK(rig.course.why() != "");
      CHECK(rig.until_heard() <= seconds(60));
      CHECK(rig.course.why() == "");
      CHECK(rig.asked[Verb::power_off] == (cure == Verb::stop_discovery ? 0 : 1));
      rig.pass(minutes(5));
      CHECK(rig.course.counters().at("silences") == 1);
    }
  }
}

TEST_CASE("only where it is allowed and nothing is connected, an adapter is switched off") {
  for (const unsigned connected : {0U, 1U}) {
    CourseRig rig({.power_cycle = connected > 0});
    rig.connected = connected;
    rig.pass(minutes(2));
    rig.deaf = true;
    rig.cure = Verb::power_off;
    rig.answers[Verb::start_discovery] = {Outcome::failed, Outcome::failed, Outcome::failed, Outcome::failed};
    rig.pass(std::chrono::hours(2));
    CHECK(rig.asked[Verb::power_off] == 0);
    CHECK_THAT(rig.course.why(), Catch::Contains("nothing with content"));
    CHECK(rig.asked[Verb::stop_discovery] < 20);  // ever more rarely
  }
}

TEST_CASE("an idle place is no fault") {
  CourseRig rig({.power_cycle = true});
  rig.elsewhere = Elsewhere::quiet;
  rig.quiet = true;
  rig.pass(std::chrono::hours(1));
  CHECK(rig.course.why() == "");
  CHECK(rig.course.counters().at("silences") == 0);
  CHECK(rig.asked[Verb::power_off] == 0);
  CHECK(rig.asked[Verb::stop_discovery] <= 6);  // perhaps all of them are deaf
  // Another one hears a child: then it is.
  rig.elsewhere = Elsewhere::heard;
  rig.pass(seconds(31));
  CHECK(rig.course.counters().at("silences") == 1);
}

TEST_CASE("a monitor that is refused, never activated or released gives way to discovery") {
  struct Case {
    const char* what;
    std::function<void(CourseRig&)> prepare;
    Duration over_within;
  };
  const Case cases[] = {
      {"refused", [](CourseRig& rig) { rig.answers[Verb::offer_monitor] = {Outcome::refused}; }, seconds(1)},
      {"never activated", [](CourseRig& rig) { rig.activates = false; }, seconds(11)},
      {"released at once",
       [](CourseRig& rig) {
         rig.activates = false;
         rig.pass(seconds(1));
         rig.course.monitor(false, rig.now);
       },
       seconds(1)},
  };
  for (const Case& one : cases) {
    INFO(one.what);
    CourseRig rig({.monitor = true});
    one.prepare(rig);
    CHECK(rig.until_heard() <= one.over_within);
    CHECK(rig.scanning);
    CHECK(rig.course.counters().at("monitor_fallbacks") == 1);
  }
  CourseRig sound({.monitor = true});
  CHECK(sound.until_heard() < seconds(2));
  sound.pass(minutes(10));
  CHECK_FALSE(sound.scanning);
  sound.monitored = false;
  sound.course.monitor(false, sound.now);
  CHECK(sound.until_heard() < seconds(2));
  CHECK(sound.scanning);
}

TEST_CASE("coverage is the share of time in which the radio really listened, within 2 %") {
  struct Case {
    const char* what;
    std::function<void(CourseRig&)> happens;
  };
  const Case cases[] = {
      {"all is well", [](CourseRig&) {}},
      {"another program's discovery makes it pause", [](CourseRig& rig) { rig.unfiltered = true; }},
      {"BlueZ takes no filter",
       [](CourseRig& rig) {
         rig.unfiltered = true;
         rig.answers[Verb::set_filter] = std::deque<Outcome>(40, Outcome::refused);
         rig.switch_off();
       }},
      {"deaf until discovery is begun anew",
       [](CourseRig& rig) {
         rig.deaf = true;
         rig.cure = Verb::stop_discovery;
       }},
      {"bluetoothd is away for five minutes",
       [](CourseRig& rig) {
         rig.course.vanished("bluetoothd was stopped", rig.now);
         rig.scanning = false;
         rig.pass(minutes(5));
         rig.course.appeared(true, false, rig.now);
       }},
      {"deaf for good", [](CourseRig& rig) { rig.deaf = true; }},
      {"paused for a connection",
       [](CourseRig& rig) {
         rig.course.pause(rig.now + seconds(30), rig.now);
         rig.pass(seconds(20));
       }},
  };
  for (const Duration gap : {Duration(milliseconds(50)), Duration(milliseconds(250))}) {
    for (const Case& one : cases) {
      INFO(one.what);
      CourseRig rig;
      rig.gap = gap;
      rig.pass(minutes(4));
      one.happens(rig);
      rig.pass(minutes(16));
      const double really = static_cast<double>(rig.on_air.count()) / static_cast<double>(rig.whole.count());
      CHECK(rig.course.coverage(rig.now) == Approx(really).margin(0.02));
      if (gap == milliseconds(50)) continue;
      // Of the last hour only.
      rig.unfiltered = rig.deaf = false;
      rig.answers.clear();
      rig.switch_off();
      rig.pass(minutes(62));
      CHECK(rig.course.coverage(rig.now) > 0.98);
    }
  }
}

TEST_CASE("a pause for a connection ends by itself") {
  CourseRig rig;
  rig.pass(seconds(10));
  rig.course.pause(rig.now + seconds(30), rig.now);
  rig.pass(seconds(1));
  CHECK_FALSE(rig.scanning);
  CHECK(rig.course.is_paused());
  CHECK(rig.course.state() == LinkState::connected);
  CHECK(rig.until_heard() <= seconds(31));
  CHECK_FALSE(rig.course.is_paused());
}
