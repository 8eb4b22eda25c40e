#include "gateway/app/children/learner.hpp"

#include "gateway/app/reload/said_changes.hpp"
#include "gateway/base/line_budget.hpp"
#include "tests/app/population_rig.hpp"
#include "tests/support/log_capture.hpp"
#include "tests/support/serve_at_once.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;
using gatewarden::test::LogCapture;

namespace {

// Devices of one broker; `listed`: of the fleet file.
config::Fleet site(std::uint32_t at_most, const std::string& listed = "",
                   const std::string& pattern = "gw:{id}", const std::string& limits = "") {
  return load_fleet(
      "gateway: { thing: gw, host: { enabled: false } }\nuplink: [{ stdout: {} }]\n"
      "links:\n  site:\n    mqtt: { broker: \"mqtt://192.0.2.2\", topics: [\"s/{id}\"] }\n"
      "    unknown: { learn: { profile: press, thing: \"" +
      pattern + "\", at_most: " + std::to_string(at_most) + limits +
      " } }\n"
      "profiles:\n  press: { metrics: { wh: { from: { json: /wh }, aggregate: delta }, t: { from: { json: /t } } } }\n"
      "  door: { metrics: { t: { from: { json: /t } } } }\nchildren: [" +
      listed + "]\n");
}

// Links that say what they hear.
struct Hearing final : ChildLinks {
  using Hears = std::function<bool(const std::string& link, DeviceId device, const std::any& address)>;
  explicit Hearing(Hears asked) : hears_(std::move(asked)) {}
  bool hears(const std::string& link, DeviceId device, const std::any& address) const override {
    return hears_(link, device, address);
  }
  Hears hears_;
};

struct Site : PopulationRig {
  explicit Site(const config::Fleet& fleet, const StoredState& stored = {}) : PopulationRig(stored) {
    log::set_level(log::Level::off);
    ids.confirmed(~std::uint64_t{0}, clock.wall());
    test::serve_at_once(population, fleet);
  }
  bool learns(const std::string& identity) { return learner.learn("site", identity).has_value(); }
  void hear(const std::string& identity) { reports.heard(device("gw:" + identity), clock.now()); }
  void read(const std::string& thing, std::uint64_t watt_hours) {
    reports.accept(registry.first_point(device(thing)), Number::natural(watt_hours), clock.now());
  }
  std::uint64_t next_id(const std::string& thing) {
    return static_cast<std::uint64_t>(ids.next(device(thing), clock.wall()).value());
  }
  std::string why() const { return learned.room("site")->why(clock.now()); }
};

std::string protocols_place(std::string_view protocol, const std::any& address) {
  return config::find_protocol(protocols(), protocol)->place(address);
}

}  // namespace

TEST_CASE("devices nobody listed are learned up to the bound, always as the same thing") {
  Site s(site(2, "{ thing: press-1, profile: press, link: site, topic: x/press-1 }"));
  const auto first = s.learner.learn("site", "p9");
  REQUIRE(first);
  CHECK(first->thing == "gw:p9");
  CHECK(s.learner.learn("site", "p9")->device == first->device);
  CHECK(s.learns("p10"));
  CHECK_FALSE(s.learns("p11"));                  // the bound
  CHECK_FALSE(s.learner.learn("hall-a", "p9"));  // this link learns nothing
  CHECK(s.told.things == std::vector<std::string>{"gw:p9", "gw:p10"});
  test::serve_at_once(s.population, site(2));  // a reload keeps them
  CHECK(s.registry.find("gw:p9") == first->device);
}

TEST_CASE("a learned device is there again after a restart, before it speaks") {
  StoredState stored;
  stored.learned.push_back({"site", "p9", "gw:p9", "press"});
  Site s(site(1), stored);
  const DeviceId device = s.device("gw:p9");
  CHECK(s.learner.learn("site", "p9")->device == device);
  CHECK_FALSE(s.learns("p10"));
}

TEST_CASE("an identity that makes no thing name, or that of another child, is not learned") {
  Site s(site(10, "{ thing: \"gw:p1\", profile: press, link: site, topic: x/p1 }"));
  CHECK_FALSE(s.learns("press 9 / broken"));
  CHECK_FALSE(s.learns(std::string(60'000, 'x')));
  CHECK_FALSE(s.learns("p1"));
  CHECK_THAT(s.why(), Catch::Contains("3 refused, last: p1"));
}

TEST_CASE("nobody becomes the gateway's own thing by its name, whether it reports about itself or not") {
  Site s(site(10, "", "{id}"));
  CHECK_FALSE(s.learns("gw"));
  CHECK_THAT(s.why(), Catch::Contains("last: gw"));
  CHECK(s.learns("gw2"));
  StoredState stored;
  stored.learned.push_back({"site", "gw", "gw", "press"});
  CHECK_FALSE(Site(site(10, "", "{id}"), stored).registry.find("gw"));
}

TEST_CASE("a learned device that the file lists meanwhile brings no samples as the learned one") {
  Site s(site(10));
  CHECK(s.learner.learn("site", "p1")->profile->metrics.size() == 2);
  test::serve_at_once(s.population, site(10, "{ thing: \"gw:p1\", profile: door, link: site, topic: x/p1 }"));
  CHECK_FALSE(
      s.learns("p1"));  // the listed child has one metric: the second one's point would be another child's
}

TEST_CASE(
    "a learned device that the file lists meanwhile leaves its place to a new one, and keeps its report ids") {
  Site s(site(1));
  CHECK(s.learns("p1"));
  const std::uint64_t last = s.next_id("gw:p1");
  CHECK_FALSE(s.learns("p2"));
  test::serve_at_once(s.population, site(1, "{ thing: \"gw:p1\", profile: press, link: site, topic: s/p1 }"));
  s.learner.give_way_to_listed();
  CHECK(s.told.only_listed == std::vector<std::string>{"gw:p1"});
  CHECK(s.next_id("gw:p1") > last);
  CHECK(s.learns("p2"));
  s.learner.give_way_to_listed();  // p2 is not listed
  CHECK(s.told.only_listed.size() == 1);
}

TEST_CASE("a learned device whose name is listed on another link keeps its place") {
  Site s(site(1));
  CHECK(s.learns("p1"));
  config::Fleet elsewhere = site(1, "{ thing: \"gw:p1\", profile: press, link: site, topic: s/p1 }");
  elsewhere.links.push_back(elsewhere.links.front());
  elsewhere.links.back().name = "yard";
  elsewhere.children.front().link = 1;
  test::serve_at_once(s.population, elsewhere);
  s.learner.give_way_to_listed();
  CHECK(s.told.only_listed.empty());
}

TEST_CASE(
    "a learned device that the file lists where it is heard stays the device it is; elsewhere it begins anew") {
  Site s(site(10));
  CHECK(s.learns("p1"));
  const DeviceId before = s.device("gw:p1");
  s.read("gw:p1", 100);
  s.read("gw:p1", 130);
  const auto listed = site(10, "{ thing: \"gw:p1\", profile: press, link: site, topic: s/p1 }");
  const bool heard_there = GENERATE(true, false);
  std::string asked;
  const auto change =
      test::serve_at_once(s.population, listed, {},
                          Hearing([&](const std::string& link, DeviceId device, const std::any& address) {
                            asked = link + " " + protocols_place("mqtt", address);
                            return heard_there && device == before;
                          }));
  CHECK(asked == "site topic s/p1");
  CHECK(change.moved.size() == (heard_there ? 1 : 0));
  CHECK_FALSE(s.registry.child(s.device("gw:p1")).learned);
  CHECK_FALSE(s.learns("p1"));  // nothing comes in as the learned one
  CHECK(s.growth("gw:p1", "wh", Number::natural(145)) == (heard_there ? std::optional(45.0) : std::nullopt));
}

TEST_CASE("of a learned device that the file lists now is told what became of it") {
  Site s(site(10));
  CHECK(s.learns("p1"));
  s.read("gw:p1", 100);
  auto listed = site(10, "{ thing: \"gw:p1\", profile: press, link: site, topic: s/p1 }");
  status::ReloadChanges told;
  told.added.add("gw:p0");
  told.added.add("gw:p1");  // as the files have it
  std::string moved, changed;
  std::optional<double> growth;
  SECTION("where it is heard") { moved = "gw:p1 learned, now listed", growth = 45; }
  SECTION("elsewhere") { changed = "gw:p1 learned, now listed: not where it was heard"; }
  SECTION("where it is heard, as a profile that says something else") {
    listed.profiles[0].fingerprint += ' ';
    changed = "gw:p1 learned, now listed: its profile changed";
  }
  const bool elsewhere = changed.find("not where") != std::string::npos;
  const auto change =
      test::serve_at_once(s.population, listed, {},
                          Hearing([&](const std::string&, DeviceId, const std::any&) { return !elsewhere; }));
  tell_unlisted(change.unlisted, told);
  const auto words = [](const status::Some<status::MovedChild>& some) {
    return some.count == 0 ? "" : some.first.at(0).thing + " " + changed_words(some.first.at(0));
  };
  CHECK(words(told.moved) == moved);
  CHECK(words(told.changed) == changed);
  CHECK(told.added.count == 1);
  CHECK(told.added.first == std::vector<std::string>{"gw:p0"});
  CHECK(s.growth("gw:p1", "wh", Number::natural(145)) == growth);
}

TEST_CASE("a learned device that is listed with another profile is not the same") {
  Site s(site(10));
  CHECK(s.learns("p1"));
  const auto change = test::serve_at_once(
      s.population, site(10, "{ thing: \"gw:p1\", profile: door, link: site, topic: s/p1 }"), {},
      Hearing([](const std::string&, DeviceId, const std::any&) { return true; }));
  CHECK(change.moved.empty());
}

TEST_CASE("a device that was silent for long gives its place to a new one; one that speaks does not") {
  Site s(site(2));
  CHECK(s.learns("p1"));
  CHECK(s.learns("p2"));
  const DeviceId silent = s.device("gw:p1");
  s.clock.advance(7 * 24h - 1s);
  s.hear("p2");
  CHECK_FALSE(s.learns("new"));
  CHECK_THAT(s.why(), Catch::Contains("at_most reached; 1 refused, last: new"));
  s.clock.advance(2s);
  CHECK(s.learns("new"));
  CHECK(s.why().empty());
  CHECK_FALSE(s.registry.find("gw:p1"));
  CHECK(s.registry.find("gw:p2"));
  REQUIRE(s.told.released.size() == 1);
  CHECK(s.told.released[0] == std::pair<std::string, DeviceId>("site", silent));
  REQUIRE(s.told.gone.size() == 1);
  CHECK(s.told.gone[0].thing == "gw:p1");
  CHECK_FALSE(s.learns("another"));  // p2 and the new one spoke lately
  CHECK(s.learned.all().size() == 2);
}

TEST_CASE("names that were invented all at once do not keep a real device out for ever") {
  Site s(site(100));
  for (int i = 0; i < 500; ++i) s.learns("evil" + std::to_string(i));
  CHECK(s.learned.all().size() == 100);
  CHECK_FALSE(s.learns("real-meter"));
  s.clock.advance(7 * 24h + 1s);
  CHECK(s.learns("real-meter"));
  CHECK(s.registry.find("gw:real-meter"));
  CHECK(s.learned.all().size() == 100);
}

TEST_CASE("new names are taken at the rate of the fleet file") {
  Site s(site(1000, "", "gw:{id}", ", per_minute: 6"));
  for (int i = 0; i < 500; ++i) s.learns("a" + std::to_string(i));
  CHECK(s.learned.all().size() == 6);
  CHECK_THAT(s.why(), Catch::Contains("per_minute reached; 494 refused, last: a499"));
  s.clock.advance(1min);
  for (int i = 0; i < 500; ++i) s.learns("b" + std::to_string(i));
  CHECK(s.learned.all().size() == 12);
}

TEST_CASE(
    "a device that returns is the same thing, with ids above every one it used, though the clock stepped back") {
  Site s(site(5));
  REQUIRE(s.learns("p1"));
  for (int i = 0; i < 50; ++i) s.next_id("gw:p1");
  const std::uint64_t used = s.next_id("gw:p1");
  const auto gone = s.learner.forget("gw:p1");
  REQUIRE(gone.answer == Learner::Answer::forgotten);
  CHECK(gone.child.last_report_id == used);
  s.clock.step_wall(-3600s);
  SECTION("as it was") { CHECK(s.learner.learn("site", "p1")->thing == "gw:p1"); }
  SECTION("under another pattern") {
    test::serve_at_once(s.population, site(5, "", "other:{id}"));
    CHECK(s.learner.learn("site", "p1")->thing == "gw:p1");
  }
  SECTION("in the fleet file") {
    test::serve_at_once(s.population,
                        site(5, "{ thing: \"gw:p1\", profile: press, link: site, topic: x/p1 }"));
  }
  SECTION("forgotten and back once more, without a report between") {
    REQUIRE(s.learns("p1"));
    CHECK(s.learner.forget("gw:p1").child.last_report_id == used);
    REQUIRE(s.learns("p1"));
  }
  CHECK(s.next_id("gw:p1") > used);
}

TEST_CASE("a device that returns after a restart has ids above every one it used") {
  StoredState stored;
  stored.forgotten.push_back({"old:p1", "site", "p1", 1'790'009'999});
  Site s(site(5), stored);
  CHECK(s.learner.learn("site", "p1")->thing == "old:p1");
  CHECK(s.next_id("old:p1") == 1'790'010'000);
}

TEST_CASE("the floor between two reports holds for a device that was forgotten and returned") {
  Site s(site(5));
  REQUIRE(s.learns("p1"));
  s.batcher.set({.rules = {.interval = 300s, .floor = 300s}}, s.clock.now());
  auto report = s.batcher.next(s.clock.now());
  for (std::uint64_t reading = 1; !report && reading < 700; ++reading) {
    s.clock.advance(1s);
    s.read("gw:p1", reading);
    report = s.batcher.next(s.clock.now());
  }
  REQUIRE(report);
  s.batcher.sent(report->device, report->id, s.clock.now());
  s.clock.advance(10s);
  CHECK(s.learner.forget("gw:p1").child.last_sent == s.clock.wall() - 10s);
  REQUIRE(s.learns("p1"));
  CHECK(*s.batcher.schedule().due(s.device("gw:p1")) >= s.clock.now() + 290s);
}

TEST_CASE("beyond what is kept of forgotten devices, no id up to theirs is used again by anybody") {
  Site s(site(5, "", "gw:{id}", ", per_minute: 100000"));
  REQUIRE(s.learns("first"));
  for (int i = 0; i < 50; ++i) s.next_id("gw:first");
  const std::uint64_t used = s.next_id("gw:first");
  s.learner.forget("gw:first");
  for (std::size_t i = 0; i < ForgottenChildren::kMaxKept; ++i) {
    s.clock.advance(1s);
    const std::string name = "n" + std::to_string(i);
    REQUIRE(s.learns(name));
    s.learner.forget("gw:" + name);
  }
  CHECK(s.told.unkept == std::vector<std::string>{"gw:first"});
  s.clock.step_wall(-7200s);
  REQUIRE(s.learns("first"));
  CHECK(s.next_id("gw:first") > used);
}

TEST_CASE("growth that waited for a report of a forgotten device is dropped and counted") {
  Site s(site(5));
  REQUIRE(s.learns("p1"));
  s.read("gw:p1", 100);
  s.clock.advance(10s);
  s.read("gw:p1", 107);
  const auto gone = s.learner.forget("gw:p1");
  CHECK(gone.growth == OpenReports::WaitingGrowth{{"wh", 7.0}});
  CHECK(s.reports.dropped_by_removed()[static_cast<std::size_t>(Drop::forgotten)] == 1);
  // It returns and counts anew: what it grew by meanwhile is of a device that nobody knew.
  REQUIRE(s.learns("p1"));
  s.read("gw:p1", 200);
  s.clock.advance(10s);
  s.read("gw:p1", 203);
  CHECK(s.reported(s.device("gw:p1"), "wh") == 3.0);
}

TEST_CASE("only what was learned can be forgotten, and not while the fleet file lists it") {
  Site s(site(5, "{ thing: \"gw:p1\", profile: press, link: site, topic: x/p1 }"));
  CHECK(s.learner.forget("gw:p1").answer == Learner::Answer::listed);
  CHECK(s.learner.forget("nobody").answer == Learner::Answer::unknown);
  CHECK(s.told.gone.empty());
}

TEST_CASE("a learned device whose profile is gone can be forgotten") {
  StoredState stored;
  stored.learned.push_back({"site", "p9", "gw:p9", "gone"});
  stored.things["gw:p9"] = {1'790'000'500, WallTime(1'790'000'000s)};
  Site s(site(5), stored);
  CHECK_FALSE(s.registry.find("gw:p9"));
  const auto gone = s.learner.forget("gw:p9");
  CHECK(gone.answer == Learner::Answer::forgotten);
  CHECK(gone.child.last_report_id == 1'790'000'500);
  CHECK(s.learned.all().empty());
}

TEST_CASE("the place of a learned device that is listed meanwhile is free one day; its thing is left alone") {
  Site s(site(1));
  REQUIRE(s.learns("p1"));
  test::serve_at_once(s.population, site(1, "{ thing: \"gw:p1\", profile: press, link: site, topic: x/p1 }"));
  CHECK_FALSE(s.learns("p2"));
  s.clock.advance(7 * 24h);
  CHECK(s.learns("p2"));
  CHECK(s.registry.find("gw:p1"));
  CHECK(s.told.gone.empty());
  CHECK(s.told.only_listed == std::vector<std::string>{"gw:p1"});
}

TEST_CASE("a forgotten device is not served after a reload, until it speaks") {
  Site s(site(5));
  REQUIRE(s.learns("p1"));
  s.learner.forget("gw:p1");
  test::serve_at_once(s.population, site(6));
  CHECK_FALSE(s.registry.find("gw:p1"));
  CHECK(s.learns("p1"));
}

TEST_CASE("a learned device is logged once, with its foreign name cut and harmless; many have few lines") {
  LogCapture captured;
  Site s(site(1000, "", "gw:{id}", ", per_minute: 100000"));
  log::set_level(log::Level::info);
  REQUIRE(s.learns("p1"));
  REQUIRE(s.learns("p1"));
  CHECK(captured.count("device_learned") == 1);
  REQUIRE(s.learns(std::string(120, 'x')));
  CHECK_THAT(captured.text(), Catch::Contains("identity=" + std::string(64, 'x') + "..."));
  for (std::uint32_t i = 0; i < 500; ++i) s.learns("n" + std::to_string(i));
  CHECK(captured.count("device_learned") == LineBudget::kBurst);
}
