#include <catch2/catch.hpp>

#include "gateway/app/children/population.hpp"
#include "gateway/base/fnv1a.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/serve_at_once.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;

namespace {

config::Profile profile(const std::string& name, std::vector<std::string> metrics) {
  config::Profile made;
  made.name = name;
  made.protocol = "mqtt";
  made.every = 10s;
  for (const auto& metric : metrics) {
    MetricSpec spec;
    spec.name = metric;
    made.metrics.push_back(spec);
    made.from.emplace_back();
    made.fingerprint += metric + ",";
  }
  made.counters = fnv1a(made.fingerprint);
  return made;
}

config::Link link(const std::string& name) {
  config::Link made;
  made.name = name;
  made.protocol = "mqtt";
  made.fingerprint = name;
  return made;
}

config::Child child(const std::string& thing, std::uint64_t fingerprint = 1) {
  return {ThingName::parse(thing).value(), 0, 0, std::any(thing), fingerprint};
}

config::Fleet fleet(std::vector<config::Child> children) {
  config::Fleet made;
  made.gateway.thing = "gw";
  made.links = {link("site")};
  made.profiles = {profile("press", {"temperature", "pressure"})};
  made.children = std::move(children);
  return made;
}

std::vector<MetricSpec> host_metrics() {
  MetricSpec spec;
  spec.name = "bytes_in";
  spec.role = MetricRole::bytes_in;
  spec.aggregate = Aggregate::delta;
  return {spec};
}

struct Fixture {
  // `later`: begins this long after the first run.
  explicit Fixture(const StoredState& stored = {}, Duration later = Duration::zero())
      : began((clock.advance(later), clock.now())),
        reports(registry, 300s, 1),
        batcher(
            registry, reports, [this](DeviceId d) { return ids.next(d, clock.wall()); }, settings()),
        remembered(stored, {clock.now(), clock.wall()}, settings().rules.floor),
        learned_children(stored.learned),
        population({registry, reports, batcher, ids, clock, remembered, learned_children}) {
    ids.confirmed(*ids.wanted_ceiling(clock.wall()) + 100'000, clock.wall());
  }
  static Batcher::Settings settings() {
    Batcher::Settings made;
    made.rules.interval = 300s;
    made.rules.floor = 300s;
    return made;
  }
  Population::Change apply(const config::Fleet& f) {
    return test::serve_at_once(population, f, host_metrics());
  }
  void sample(const std::string& thing, double value) {
    reports.accept(registry.first_point(*registry.find(thing)), Number::real(value), clock.now());
  }
  ManualClock clock;
  SteadyTime began;
  Registry registry;
  OpenReports reports;
  ReportIds ids{0};
  Batcher batcher;
  RememberedChildren remembered;
  LearnedChildren learned_children;
  Population population;
};

}  // namespace

TEST_CASE("the gateway itself and every listed child are served") {
  Fixture f;
  const auto change = f.apply(fleet({child("press-1"), child("press-2")}));
  CHECK(change.added == 3);
  CHECK(f.registry.find("gw"));
  REQUIRE(f.population.host_assignment());
  CHECK(f.population.host_assignment()->thing == "gw");
  const config::Fleet listed = fleet({child("press-1"), child("press-2")});
  const auto assigned = f.population.assignments(listed, config::children_by_link(listed).at(0));
  REQUIRE(assigned.size() == 2);
  CHECK(std::any_cast<std::string>(assigned[1].address) == "press-2");
  CHECK(assigned[1].profile->metrics == std::vector<std::string>{"temperature", "pressure"});
}

TEST_CASE(
    "a link's assignments are its own children, in file order, and cost no look at those of other links") {
  config::Fleet wanted = fleet({child("a-1"), child("b-1"), child("a-2"), child("b-2")});
  wanted.links.push_back(link("hall"));
  for (const std::size_t at : {1, 3}) wanted.children[at].link = 1;
  Fixture f;
  f.apply(wanted);
  const auto by_link = config::children_by_link(wanted);
  CHECK(by_link[0].size() + by_link[1].size() == wanted.children.size());
  const auto things = [&](std::size_t link) {
    std::vector<std::string> all;
    for (const Assignment& each : f.population.assignments(wanted, by_link[link])) all.push_back(each.thing);
    return all;
  };
  CHECK(things(0) == std::vector<std::string>{"a-1", "a-2"});
  CHECK(things(1) == std::vector<std::string>{"b-1", "b-2"});
}

TEST_CASE(
    "a reload leaves unaffected children alone, with everything that has settled in their open reports") {
  Fixture f;
  f.apply(fleet({child("press-1"), child("press-2"), child("press-3")}));
  const auto before = *f.registry.find("press-1");
  f.sample("press-1", 20);
  const auto change = f.apply(fleet({child("press-1"), child("press-2", 99), child("press-4")}));
  CHECK(change.kept == 2);     // press-1 and the gateway
  CHECK(change.removed == 2);  // press-2 changed, press-3 went
  CHECK(change.added == 2);    // press-2 again, press-4
  CHECK(f.registry.find("press-1") == before);
  CHECK(f.reports.activity(before).samples == 1);
  CHECK_FALSE(f.registry.find("press-3"));
}

TEST_CASE("a changed profile restarts its own children and no others") {
  Fixture f;
  auto first = fleet({child("a"), child("b")});
  first.profiles.push_back(profile("door", {"battery"}));
  first.children[1].profile = 1;
  f.apply(first);
  const auto kept = *f.registry.find("a");
  f.sample("a", 1);
  auto second = first;
  second.profiles[1] = profile("door", {"battery", "rssi"});
  CHECK(f.apply(second).removed == 1);
  CHECK(f.registry.find("a") == kept);
  CHECK(f.reports.activity(kept).samples == 1);
  CHECK(f.registry.child(*f.registry.find("b")).profile->metrics.size() == 2);
}

TEST_CASE("who begins anew and is in no list of the file is named: a learned device and the gateway itself") {
  StoredState stored;
  stored.learned.push_back({"site", "p9", "gw:p9", "press"});
  Fixture f(stored);
  auto wanted = fleet({child("press-1")});
  f.apply(wanted);
  CHECK(f.apply(wanted).unlisted.empty());
  wanted.profiles[0] = profile("press", {"temperature"});
  const auto change = test::serve_at_once(f.population, wanted);
  CHECK(change.removed == 3);
  std::string named;
  for (const auto& each : change.unlisted) {
    CHECK(each.fate == Fate::leaves);
    named += each.thing + " on " + each.link + "; ";
  }
  CHECK(named == "gw on gateway:host; gw:p9 on site; ");
}

TEST_CASE("what was sent in an earlier run binds this one: ids go on rising and the floor holds") {
  StoredState stored;
  const auto wall = ManualClock().wall();
  stored.things["press-1"] = {static_cast<std::uint64_t>(wall.time_since_epoch().count() / 1000 + 500),
                              wall - 100s};
  Fixture f(stored);
  f.apply(fleet({child("press-1")}));
  const auto device = *f.registry.find("press-1");
  CHECK(*f.batcher.schedule().due(device) >= f.clock.now() + 200s);
  f.sample("press-1", 1);
  f.clock.advance(*f.batcher.schedule().due(device) - f.clock.now());
  f.sample("press-1", 2);
  std::optional<Publication> publication;
  while ((publication = f.batcher.next(f.clock.now())) && publication->thing != "press-1") {
  }
  REQUIRE(publication);
  CHECK(static_cast<std::uint64_t>(publication->id) >
        static_cast<std::uint64_t>(wall.time_since_epoch().count() / 1000 + 500));
}

TEST_CASE(
    "after kill -9 what may have left unrecorded counts as sent; what cannot have left keeps its phase") {
  const auto wall = ManualClock().wall();
  StoredState stored;
  stored.things["due-before-the-end"] = {1, wall - 320s};  // perhaps sent again just before
  stored.things["not-due-yet"] = {1, wall - 100s};
  stored.unclean_shutdown = wall - 25s;
  Fixture f(stored);
  f.apply(fleet({child("due-before-the-end"), child("not-due-yet"), child("never-recorded")}));
  const auto due = [&](const char* thing) {
    return *f.batcher.schedule().due(*f.registry.find(thing)) - f.clock.now();
  };
  CHECK(due("due-before-the-end") >= 300s);
  CHECK(due("never-recorded") >= 300s);
  CHECK(due("not-due-yet") <= 202s);
  CHECK(due("not-due-yet") >= 200s);
}

TEST_CASE("a child added by a reload has nothing to do with how the run before ended") {
  StoredState stored;
  stored.unclean_shutdown = ManualClock().wall() - 25s;
  Fixture f(stored);
  f.apply(fleet({}));
  f.apply(fleet({child("fresh")}));
  CHECK(*f.batcher.schedule().due(*f.registry.find("fresh")) <= f.clock.now() + 5s);
}

TEST_CASE("a stored send time in the future means the clock stepped back: a full floor is kept from now") {
  StoredState stored;
  stored.things["press-1"] = {1, ManualClock().wall() + 24h};
  Fixture f(stored);
  f.apply(fleet({child("press-1")}));
  const auto due = *f.batcher.schedule().due(*f.registry.find("press-1"));
  CHECK(due >= f.clock.now() + 300s);
  CHECK(due <= f.clock.now() + 302s);
}

TEST_CASE("a child that is removed and comes back by a reload is still bound by its last report") {
  Fixture f;
  f.apply(fleet({child("press-1")}));
  f.sample("press-1", 1);
  f.clock.advance(5s);
  std::optional<Publication> publication;
  while ((publication = f.batcher.next(f.clock.now())) && publication->thing != "press-1") {
  }
  REQUIRE(publication);
  f.batcher.sent(publication->device, publication->id, f.clock.now());
  f.apply(fleet({}));
  f.apply(fleet({child("press-1")}));
  const auto device = *f.registry.find("press-1");
  CHECK(f.ids.last(device) == static_cast<std::uint64_t>(publication->id));
  CHECK(*f.batcher.schedule().due(device) >= f.clock.now() + 300s);
}

namespace {

config::Profile meter(std::uint8_t bits = 64) {
  auto made = profile("meter", {"wh"});
  made.metrics[0].aggregate = Aggregate::delta;
  made.metrics[0].counter_bits = bits;
  made.fingerprint += std::to_string(bits);
  made.counters = fnv1a(made.fingerprint);
  return made;
}

config::Fleet meters(std::vector<config::Child> children) {
  auto made = fleet(std::move(children));
  made.profiles = {meter()};
  return made;
}

// The growth in the thing's next report, if there is one.
std::optional<double> next_growth(Fixture& f, const std::string& thing) {
  Report report;
  if (!f.reports.close(*f.registry.find(thing), f.clock.now(), report)) return std::nullopt;
  return std::get<Number>(report.custom.at(0).value).as_double();
}

// A run: the meter read 100, then 130, a report left, then it read 145.
ThingRecord earlier_life(Fixture& f, const config::Fleet& served) {
  f.apply(served);
  f.sample("meter-1", 100);
  f.clock.advance(10s);
  f.sample("meter-1", 130);
  f.clock.advance(1s);
  CHECK(next_growth(f, "meter-1") == 30);
  const auto device = *f.registry.find("meter-1");
  const ClockPair now{f.clock.now(), f.clock.wall()};
  const ThingRecord record{
      7, now.wall,
      to_text(StoredCounters{f.population.counter_source(device), f.reports.take_closed(device)}, now)};
  f.clock.advance(10s);
  f.sample("meter-1", 145);
  return record;
}

std::uint32_t dropped(Fixture& f, Drop reason) {
  return f.reports.activity(*f.registry.find("meter-1")).dropped[static_cast<std::size_t>(reason)];
}

}  // namespace

TEST_CASE("growth over a restart counts from the last report that left") {
  StoredState stored;
  {
    Fixture f;
    stored.things["meter-1"] = earlier_life(f, meters({child("meter-1")}));
    // Closed but never sent: not a baseline.
    CHECK(next_growth(f, "meter-1") == 15);
  }
  Fixture f(stored, 60s);
  f.apply(meters({child("meter-1")}));
  f.sample("meter-1", 150);
  CHECK(next_growth(f, "meter-1") == 20);
}

TEST_CASE("after kill -9 growth that may have been reported is dropped with a reason") {
  StoredState stored;
  {
    Fixture f;
    stored.things["meter-1"] = earlier_life(f, meters({child("meter-1")}));
  }
  stored.unclean_shutdown = stored.things["meter-1"].last_sent;
  const bool had_time = GENERATE(false, true);
  if (had_time) stored.things["meter-1"].last_sent -= 300s;
  Fixture f(stored, 60s);
  f.apply(meters({child("meter-1")}));
  f.sample("meter-1", 150);
  CHECK(next_growth(f, "meter-1").value_or(0) == (had_time ? 0 : 20));
  CHECK(dropped(f, Drop::restart_unsure) == (had_time ? 1 : 0));
}

TEST_CASE("what kill -9 leaves in doubt stays in doubt over the next stop in order") {
  StoredState stored;
  {
    Fixture f;
    stored.things["meter-1"] = earlier_life(f, meters({child("meter-1")}));
  }
  const WallTime sent = stored.things["meter-1"].last_sent;
  stored.unclean_shutdown = sent + 400s;
  StoredState next;
  {
    Fixture f(stored, 420s);
    f.apply(meters({child("meter-1"), child("meter-2")}));
    for (auto& [thing, record] : f.remembered.take_corrected()) next.things[thing] = record;
    CHECK(f.remembered.take_corrected().empty());
  }
  REQUIRE(next.things.contains("meter-2"));  // its first report may have been sent
  CHECK(next.things["meter-1"].last_report_id == 7);
  CHECK(next.things["meter-1"].last_sent > sent + 400s);
  Fixture f(next, 425s);
  f.apply(meters({child("meter-1")}));
  f.sample("meter-1", 150);
  CHECK_FALSE(next_growth(f, "meter-1"));
  CHECK(dropped(f, Drop::restart_unsure) == 1);
  CHECK(*f.batcher.schedule().due(*f.registry.find("meter-1")) >= f.clock.now() + 290s);
}

TEST_CASE("a counter of another device, link or profile has another beginning") {
  StoredState stored;
  {
    Fixture f;
    stored.things["meter-1"] = earlier_life(f, meters({child("meter-1", 1)}));
  }
  auto changed = meters({child("meter-1", 1)});
  SECTION("another address") { changed = meters({child("meter-1", 2)}); }
  SECTION("another link") { changed.links[0] = link("hall"); }
  SECTION("another profile") { changed.profiles[0] = meter(32); }
  Fixture f(stored, 60s);
  f.apply(changed);
  f.sample("meter-1", 150);
  CHECK_FALSE(next_growth(f, "meter-1"));
  CHECK(dropped(f, Drop::counter_reset) == 0);
}

TEST_CASE(
    "counters stored by the text of the fleet file are taken over, and stored by its meaning from then on") {
  auto served = meters({child("meter-1", 11)});
  served.profiles[0].spelling = "mqtt:{2:wh={}}";
  served.children[0].spelling = 22;
  StoredState stored;
  {
    Fixture f;
    stored.things["meter-1"] = earlier_life(f, served);
  }
  std::string& counters = stored.things["meter-1"].counters;
  const std::string by_meaning = counters.substr(0, 16);
  const std::uint64_t by_text = fnv1a("22", fnv1a("mqtt:{2:wh={}}", fnv1a("site"))) | 1;
  char digits[20];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(by_text));
  counters.replace(0, 16, digits);
  SECTION("the same text") {
    Fixture f(stored, 60s);
    f.apply(served);
    f.sample("meter-1", 150);
    CHECK(next_growth(f, "meter-1") == 20);
    CHECK(to_text(StoredCounters{f.population.counter_source(*f.registry.find("meter-1")), {}}, {}) ==
          by_meaning + ";");
  }
  SECTION("another text") {
    served.profiles[0].spelling = "mqtt:{2:wh={every}}";
    Fixture f(stored, 60s);
    f.apply(served);
    f.sample("meter-1", 150);
    CHECK_FALSE(next_growth(f, "meter-1"));
  }
}

TEST_CASE("when one thing was sent for in the future the clock stepped back: every restart is a gap") {
  StoredState stored;
  {
    Fixture f;
    stored.things["meter-1"] = earlier_life(f, meters({child("meter-1")}));
  }
  stored.things["another"] = {9, ManualClock().wall() + 1h};
  Fixture f(stored, 60s);
  f.apply(meters({child("meter-1")}));
  f.sample("meter-1", 150);
  CHECK_FALSE(next_growth(f, "meter-1"));
  CHECK(dropped(f, Drop::gap) == 1);
}

TEST_CASE("a meter that a reload took away and gave back has lost nothing") {
  Fixture f;
  earlier_life(f, meters({child("meter-1")}));  // 15 since its report
  f.apply(meters({}));
  f.clock.advance(10s);
  f.apply(meters({child("meter-1")}));
  f.sample("meter-1", 150);
  CHECK(next_growth(f, "meter-1") == 20);
}

TEST_CASE("a meter that moves to another link, or to another place in the file, keeps its open report") {
  Fixture f;
  auto wanted = meters({child("meter-1", 1), child("meter-2", 2)});
  wanted.links.push_back(link("hall"));
  earlier_life(f, wanted);  // 15 since its report
  const DeviceId device = *f.registry.find("meter-1");
  const std::uint64_t source = f.population.counter_source(device);
  auto moved = wanted;
  moved.children[0].link = 1;
  SECTION("to another link") {}
  SECTION("and its entry with it") { std::swap(moved.children[0], moved.children[1]); }
  SECTION("and the link it was on is gone") {
    moved.links.erase(moved.links.begin());
    for (auto& each : moved.children) each.link = 0;
  }
  const auto change = f.apply(moved);
  CHECK(change.removed + change.added == 0);
  CHECK(change.moved.size() >= 1);
  CHECK(f.registry.find("meter-1") == device);
  CHECK(f.registry.child(device).link == "hall");
  CHECK(f.population.counter_source(device) != source);  // a restart reads it by the new link
  f.sample("meter-1", 150);
  CHECK(next_growth(f, "meter-1") == 20);
}

TEST_CASE("a meter on another link is another one if its entry changed, too") {
  Fixture f;
  auto wanted = meters({child("meter-1", 1)});
  wanted.links.push_back(link("hall"));
  earlier_life(f, wanted);
  wanted.children[0].link = 1;
  wanted.children[0].fingerprint = 9;
  const auto change = f.apply(wanted);
  CHECK(change.moved.empty());
  CHECK(change.removed == 1);
  f.sample("meter-1", 150);
  CHECK_FALSE(next_growth(f, "meter-1"));
}

TEST_CASE("the gateway's own counters begin with its process") {
  Fixture f;
  f.apply(meters({}));
  const auto gateway = *f.registry.find("gw");
  for (const unsigned value : {100u, 200u}) {
    f.reports.accept(f.registry.first_point(gateway), Number::natural(value), f.clock.now());
  }
  Report report;
  REQUIRE(f.reports.close(gateway, f.clock.now(), report));
  CHECK(f.population.counter_source(gateway) == 0);
}
