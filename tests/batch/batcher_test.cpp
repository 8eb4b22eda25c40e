#include <catch2/catch.hpp>

#include "gateway/batch/batcher.hpp"
#include "gateway/report/report_ids.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

struct Fixture {
  Fixture()
      : reports(registry, 300s, 1),
        batcher(
            registry, reports, [this](DeviceId d) { return ids.next(d, wall); }, settings()) {
    ids.confirmed(*ids.wanted_ceiling(wall) + 100'000, wall);
  }
  static Batcher::Settings settings() {
    Batcher::Settings made;
    made.rules.interval = 300s;
    made.rules.floor = 300s;
    return made;
  }
  DeviceId add(const std::string& thing, Aggregate aggregate = Aggregate::last) {
    auto profile = std::make_shared<Profile>();
    profile->name = "p";
    profile->metrics.push_back({.name = "temperature", .aggregate = aggregate});
    const auto device = registry.add({ThingName::parse(thing).value(), profile, "site", false}).value();
    batcher.start(device, now, std::nullopt);
    return device;
  }
  void sample(DeviceId device, double value) {
    reports.accept(registry.first_point(device), Number::real(value), now);
  }
  std::optional<Publication> pull() { return batcher.next(now); }
  // The report after a growth of 7.
  Publication pull_growth(DeviceId device) {
    for (int i = 0; i < 2; ++i) {
      reports.accept(registry.first_point(device), Number::natural(counter), now);
      counter += i == 0 ? 7 : 0;
      now += 1s;
    }
    now = std::max(now, *batcher.due());
    wall += 5min;
    Publication pulled = pull().value();
    batcher.sent(device, pulled.id, now);
    return pulled;
  }
  double lost_growth(DeviceId device) const {
    return reports.points(device)[0].dropped[static_cast<std::size_t>(Drop::report_lost)];
  }
  static Outcome outcome(const Publication& p, Outcome::Kind kind) {
    return {p.device, p.thing, p.id, kind, "", ""};
  }

  Registry registry;
  OpenReports reports;
  ReportIds ids{0};
  Batcher batcher;
  std::uint64_t counter = 5;
  SteadyTime now{1h};
  WallTime wall{std::chrono::seconds(1'790'000'000)};
};

}  // namespace

TEST_CASE("a due child's report is closed when it is pulled, so it holds what is current") {
  Fixture f;
  const auto device = f.add("press-1");
  f.sample(device, 20);
  f.now += 1s;
  f.sample(device, 21);
  const auto publication = f.pull();
  REQUIRE(publication);
  CHECK(publication->thing == "press-1");
  CHECK(publication->bytes.find("21") != std::string::npos);
  CHECK(publication->bytes.find("20,") == std::string::npos);
  CHECK_FALSE(f.pull());
}

TEST_CASE("a report that must say whether its child is reachable waits until somebody can know") {
  Fixture f;
  auto profile = std::make_shared<Profile>();
  profile->metrics = {{.name = "reachable", .role = MetricRole::reachable},
                      {.name = "timeouts", .aggregate = Aggregate::sum}};
  const auto add = [&](const std::string& thing, std::optional<SteadyTime> last_sent = std::nullopt) {
    const auto device = f.registry.add({ThingName::parse(thing).value(), profile, "hall-a", false}).value();
    f.reports.life(device).await(f.now);
    f.reports.expect(device, 12s);
    f.batcher.start(device, f.now, last_sent);
    f.reports.accept(f.registry.first_point(device) + 1, Number::natural(2), f.now);
    return device;
  };
  const auto healthy = add("healthy");
  add("dead");
  add("restarted", f.now - 299s);
  f.now += 2s;
  CHECK_FALSE(f.pull());
  f.reports.heard(healthy, f.now);
  f.now += 1s;
  const auto first = f.pull();
  REQUIRE(first);
  CHECK(first->thing == "healthy");
  CHECK(first->bytes.find(R"("reachable":[{"number":1}])") != std::string::npos);
  CHECK(first->bytes.find(R"("timeouts":[{"number":2}])") != std::string::npos);
  f.now += 8s;  // 11 s
  CHECK_FALSE(f.pull());
  f.now += 4s;  // 15 s: the silence of the others is a finding
  for (int i = 0; i < 2; ++i) {
    const auto silent = f.pull();
    REQUIRE(silent);
    CHECK(silent->bytes.find(R"("reachable":[{"number":0}])") != std::string::npos);
  }
  CHECK(f.batcher.totals().empty == 0);
}

TEST_CASE("a child without anything to say is skipped, the next due one goes") {
  Fixture f;
  f.add("silent");
  const auto talker = f.add("talker");
  f.sample(talker, 1);
  f.now += 5s;
  const auto publication = f.pull();
  REQUIRE(publication);
  CHECK(publication->thing == "talker");
  CHECK(f.batcher.totals().empty == 1);
}

TEST_CASE("a turn is a report that left, was turned away or had nothing to say; one without an id is none") {
  Fixture f;
  const auto device = f.add("press-1");
  f.ids = ReportIds(0);  // none is granted
  f.sample(device, 1);
  f.now += 1s;
  CHECK_FALSE(f.pull());
  CHECK_FALSE(f.batcher.totals().last_turn);
  f.ids.confirmed(*f.ids.wanted_ceiling(f.wall) + 100'000, f.wall);
  f.now += 1s;
  const auto first = f.pull();
  REQUIRE(first);
  CHECK_FALSE(f.batcher.totals().last_turn);  // it has not left yet
  f.now += 1s;
  f.batcher.sent(device, first->id, f.now);
  CHECK(f.batcher.totals().last_turn == f.now);
  f.now = *f.batcher.due();
  CHECK_FALSE(f.pull());  // nothing to say
  CHECK(f.batcher.totals().last_turn == f.now);
  f.now = *f.batcher.due();
  f.sample(device, 2);
  const auto refused = f.pull();
  REQUIRE(refused);
  CHECK(f.batcher.totals().last_turn < f.now);
  f.batcher.settled(Fixture::outcome(*refused, Outcome::Kind::withheld));
  CHECK(f.batcher.totals().last_turn == f.now);
  f.now = *f.batcher.due();
  f.sample(device, 3);
  f.batcher.pass(f.now, 0s);
  CHECK(f.batcher.totals().last_turn == f.now);
}

TEST_CASE(
    "outcomes are booked on their child; a late verdict of an earlier report does not end the wait for this "
    "one") {
  Fixture f;
  const auto device = f.add("press-1");
  f.sample(device, 1);
  f.now += 1s;
  const auto first = *f.pull();
  f.batcher.sent(device, first.id, f.now);
  f.batcher.settled(Fixture::outcome(first, Outcome::Kind::no_verdict));
  CHECK_FALSE(f.batcher.record(device).waiting);
  f.now = *f.batcher.due();
  f.wall += 5min;
  f.sample(device, 2);
  const auto second = *f.pull();
  CHECK(second.id > first.id);
  f.batcher.sent(device, second.id, f.now);
  f.batcher.settled(Fixture::outcome(first, Outcome::Kind::accepted));
  CHECK(f.batcher.record(device).waiting);
  f.batcher.settled(Fixture::outcome(second, Outcome::Kind::accepted));
  CHECK_FALSE(f.batcher.record(device).waiting);
  CHECK(f.batcher.record(device).outcomes[Outcome::Kind::accepted] == 2);
}

TEST_CASE("a rejected report is kept for the operator and the child goes on at its next slot") {
  Fixture f;
  const auto device = f.add("press-1");
  f.sample(device, 1);
  f.now += 1s;
  const auto publication = *f.pull();
  f.batcher.sent(device, publication.id, f.now);
  auto outcome = Fixture::outcome(publication, Outcome::Kind::rejected);
  outcome.code = "InvalidPayload";
  f.batcher.settled(outcome);
  REQUIRE(f.batcher.last_rejection(device));
  CHECK(f.batcher.last_rejection(device)->report.bytes == publication.bytes);
  CHECK(f.batcher.schedule().due(device) > f.now + 200s);
}

TEST_CASE("a report refused before it left comes round at the child's next slot, not at once") {
  Fixture f;
  const auto device = f.add("press-1");
  f.sample(device, 1);
  f.now += 1s;
  const auto publication = *f.pull();
  f.batcher.settled(Fixture::outcome(publication, Outcome::Kind::refused));
  CHECK(f.batcher.record(device).outcomes[Outcome::Kind::refused] == 1);
  REQUIRE(f.batcher.schedule().due(device));
  CHECK(f.batcher.schedule().due(device) > f.now + 200s);
}

TEST_CASE("an outcome for a child that was removed meanwhile touches nobody in its place") {
  Fixture f;
  const auto device = f.add("old");
  f.sample(device, 1);
  f.now += 1s;
  const auto publication = *f.pull();
  f.batcher.sent(device, publication.id, f.now);
  f.registry.remove(device);
  const auto fresh = f.add("new");
  REQUIRE(fresh == device);
  f.batcher.settled(Fixture::outcome(publication, Outcome::Kind::accepted));
  CHECK(f.batcher.record(fresh).outcomes[Outcome::Kind::accepted] == 0);
  CHECK(f.batcher.totals().outcomes[Outcome::Kind::accepted] == 1);
  CHECK(f.batcher.last_report(fresh) == nullptr);
}

TEST_CASE("while the store owes an id the child's report stays open and is asked for again") {
  Registry registry;
  OpenReports reports(registry, 300s, 1);
  bool promised = false;
  Batcher batcher(
      registry, reports, [&](DeviceId) { return promised ? std::optional(ReportId{7}) : std::nullopt; },
      Fixture::settings());
  auto profile = std::make_shared<Profile>();
  MetricSpec spec;
  spec.name = "n";
  profile->metrics.push_back(spec);
  const auto device = registry.add({ThingName::parse("a").value(), profile, "site", false}).value();
  SteadyTime now{1h};
  batcher.start(device, now, std::nullopt);
  reports.accept(registry.first_point(device), Number::integer(5), now);
  now += 1s;
  CHECK_FALSE(batcher.next(now));
  promised = true;
  now += 1s;
  const auto publication = batcher.next(now);
  REQUIRE(publication);
  CHECK(publication->id == ReportId{7});
}

TEST_CASE("a report nobody pulls in time is shown to the taps, and its child goes on at its next slot") {
  struct Tap final : ReportTap {
    void closed(const ClosedReport& closed) override {
      things.emplace_back(closed.thing);
      ids.push_back(closed.report.id);
    }
    std::vector<std::string> things;
    std::vector<ReportId> ids;
  } tap;
  Fixture f;
  f.batcher.tap(tap);
  const auto device = f.add("press-1");
  f.sample(device, 20);
  f.now = *f.batcher.due();
  f.batcher.pass(f.now, 10s);
  CHECK(tap.things.empty());  // it can still be pulled
  f.now += 10s;
  f.batcher.pass(f.now, 10s);
  REQUIRE(tap.things == std::vector<std::string>{"press-1"});
  CHECK(f.batcher.totals().passed == 1);
  CHECK_FALSE(f.pull());
  CHECK(*f.batcher.due() > f.now);
  CHECK(*f.batcher.due() <= f.now + 300s);
  // The next pull finds a new report with a later id, which the taps see too.
  f.now = *f.batcher.due();
  f.wall += 300s;
  f.sample(device, 21);
  const auto publication = f.pull();
  REQUIRE(publication);
  CHECK(publication->id > tap.ids[0]);
  CHECK(tap.things.size() == 2);
}

TEST_CASE("a withheld report counts, and the child's next one is an interval later") {
  Fixture f;
  const auto device = f.add("press-1");
  f.sample(device, 20);
  f.now = *f.batcher.due();
  const auto publication = f.pull();
  REQUIRE(publication);
  f.batcher.settled(Fixture::outcome(*publication, Outcome::Kind::withheld));
  CHECK(f.batcher.record(device).outcomes[Outcome::Kind::withheld] == 1);
  CHECK(f.batcher.totals().outcomes[Outcome::Kind::withheld] == 1);
  CHECK(*f.batcher.due() >= f.now + 200s);
}

TEST_CASE("a report closes no longer than the way to the service takes, and its child counts it") {
  Fixture f;
  auto profile = std::make_shared<Profile>();
  MetricSpec spec;
  spec.name = "names";
  spec.type = MetricType::string_list;
  spec.max_items = 100;
  profile->metrics.push_back(spec);
  const auto device = f.registry.add({ThingName::parse("press-1").value(), profile, "site", false}).value();
  f.batcher.start(device, f.now, std::nullopt);
  StringList names;
  for (int i = 0; i < 100; ++i) names.strings.push_back("name-" + std::to_string(100 + i));
  f.reports.accept(f.registry.first_point(device), ListValue(names), f.now);
  PayloadRoom room;
  room.packet = 550;
  room.beside_thing = 33;
  f.batcher.set_room(room);
  f.now += 5s;
  const auto publication = f.pull();
  REQUIRE(publication);
  CHECK(publication->bytes.size() <= 550 - 10 - 33 - 7);
  CHECK(publication->bytes.size() > 300);
  CHECK(f.batcher.record(device).shortened == 1);
  CHECK(f.batcher.last_report(device)->bytes == publication->bytes);
}

TEST_CASE("the name of the thing takes its bytes of the room, to the byte") {
  const auto closed_in = [](std::size_t packet) {
    Fixture f;
    auto profile = std::make_shared<Profile>();
    MetricSpec spec;
    spec.name = "names";
    spec.type = MetricType::string_list;
    profile->metrics.push_back(spec);
    const auto device = f.registry.add({ThingName::parse("press-1").value(), profile, "site", false}).value();
    f.batcher.start(device, f.now, std::nullopt);
    f.reports.accept(f.registry.first_point(device), ListValue(StringList{{"one", "two", "three"}}), f.now);
    PayloadRoom room;
    room.packet = packet;
    room.beside_thing = 33;
    f.batcher.set_room(room);
    f.now += 5s;
    const auto publication = f.pull();
    REQUIRE(publication);
    return std::pair(publication->bytes.size(), f.batcher.record(device).shortened);
  };
  const auto [whole, not_shortened] = closed_in(PayloadRoom::kAnything);
  CHECK(not_shortened == 0);
  CHECK(closed_in(whole + 10 + 33 + 7).second == 0);
  CHECK(closed_in(whole + 10 + 33 + 6).second == 1);
}

TEST_CASE("a report that only files get is the child's last report") {
  Fixture f;
  const auto device = f.add("press-1");
  f.sample(device, 20);
  f.now += 1s;
  f.batcher.pass(f.now, 0s);
  CHECK(f.batcher.record(device).passed == 1);
  CHECK(f.batcher.record(device).last_passed != ReportId{});
  REQUIRE(f.batcher.last_report(device));
  CHECK(f.batcher.last_report(device)->bytes.find("20") != std::string::npos);
}

TEST_CASE("changed settings hold for the next report and for the time between") {
  Fixture f;
  const auto device = f.add("press-1");
  f.sample(device, 20);
  auto settings = Fixture::settings();
  settings.format = Format::cbor;
  settings.rules.interval = 600s;
  f.batcher.set(settings, f.now);
  f.now = *f.batcher.due();
  const auto publication = f.pull();
  REQUIRE(publication);
  CHECK(publication->format == Format::cbor);
  CHECK(publication->bytes.front() != '{');
  f.batcher.sent(device, publication->id, f.now);
  CHECK(*f.batcher.due() > f.now + 400s);
}

TEST_CASE("a child shows what became of its last report, once that is known") {
  Fixture f;
  const auto device = f.add("press-1");
  f.sample(device, 20);
  f.now += 1s;
  const auto publication = *f.pull();
  f.batcher.sent(device, publication.id, f.now);
  CHECK_FALSE(f.batcher.record(device).has_outcome);
  f.batcher.settled(Fixture::outcome(publication, Outcome::Kind::no_verdict));
  CHECK(f.batcher.record(device).has_outcome);
  CHECK(f.batcher.record(device).last_outcome == Outcome::Kind::no_verdict);
  CHECK(f.batcher.record(device).last_settled == publication.id);
}

TEST_CASE("a child in the place of a removed one has neither its rejection nor its counts") {
  Fixture f;
  const auto device = f.add("old");
  f.sample(device, 20);
  f.now += 1s;
  const auto publication = *f.pull();
  f.batcher.sent(device, publication.id, f.now);
  f.batcher.settled(Fixture::outcome(publication, Outcome::Kind::rejected));
  REQUIRE(f.batcher.last_rejection(device));
  f.registry.remove(device);
  REQUIRE(f.add("new") == device);
  CHECK(f.batcher.last_rejection(device) == nullptr);
  CHECK(f.batcher.record(device).sent == 0);
}

TEST_CASE("growth in a report that nobody kept is dropped by its amount, and only in such a report") {
  using Kind = Outcome::Kind;
  for (const Kind kind : kOutcomeKinds) {
    CAPTURE(to_string(kind));
    Fixture f;
    const auto device = f.add("meter-1", Aggregate::delta);
    f.batcher.settled(Fixture::outcome(f.pull_growth(device), kind));
    const bool kept = kind == Kind::accepted || kind == Kind::no_verdict;
    CHECK(f.lost_growth(device) == (kept ? 0 : 7));
    CHECK(f.reports.activity(device).dropped[static_cast<std::size_t>(Drop::report_lost)] == (kept ? 0 : 1));
  }
}

TEST_CASE("a verdict on an earlier report drops that report's growth, not the one that waits") {
  Fixture f;
  const auto device = f.add("meter-1", Aggregate::delta);
  const Publication first = f.pull_growth(device);
  f.counter += 100;
  const Publication second = f.pull_growth(device);
  f.batcher.settled(Fixture::outcome(first, Outcome::Kind::outdated));
  CHECK(f.lost_growth(device) == 7);
  f.batcher.settled(Fixture::outcome(second, Outcome::Kind::accepted));
  CHECK(f.lost_growth(device) == 7);
}

TEST_CASE("a child that was removed takes the growth of its waiting report along") {
  Fixture f;
  const auto device = f.add("meter-1", Aggregate::delta);
  const Publication waiting = f.pull_growth(device);
  f.registry.remove(device);
  const auto again = f.add("meter-1", Aggregate::delta);
  REQUIRE(again == device);
  f.batcher.settled(Fixture::outcome(waiting, Outcome::Kind::rejected));
  CHECK(f.lost_growth(again) == 0);
}
