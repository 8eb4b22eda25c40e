// The running gateway as the operator sees it: each number is asked of the room that knows it.
#include "gateway/app/view/status_view.hpp"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "gateway/app/view/pulse.hpp"
#include "gateway/wire/verdict.hpp"
#include "tests/app/links_rig.hpp"
#include "tests/support/scripted_session.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace gatewarden::test;

namespace {

std::unique_ptr<Store> open_store(const std::filesystem::path& file) {
  auto store = Store::open(file, {.post = [](const std::function<void()>&) {}});
  if (!store) FAIL(store.error());
  return std::move(*store);
}

config::Uplinks uplink_to_stand_in() {
  return load_fleet(
             "gateway: { thing: gw, host: { enabled: false } }\n"
             "uplink: { mqtt: { endpoint: \"broker.test\", service: stand-in, tls: false } }\n"
             "links: { site: { mqtt: { broker: \"mqtt://192.0.2.2\" } } }\nchildren: []\n")
      .uplink;
}

struct Site {
  explicit Site(const std::string& children = "[" + kMeter + ", " + kPress + "]")
      : wanted(fleet("{ " + kHallA + ", " + kSite + " }", children)),
        store(open_store(folder.path() / "state.db")) {
    wanted.gateway.state_directory = "/var/lib/gatewarden";
    running.ids.confirmed(~std::uint64_t{0}, running.clock.wall());
    running.apply(wanted);
    if (const auto found = running.registry.find("meter-1")) meter = *found;
  }
  void with_uplink() {
    UplinkSettings settings;
    settings.target.host = "broker.test";
    settings.target.client_id = "gw";
    uplink.emplace(settings, Uplink::Parts{running.clock, broker.factory(), running.batcher, running.batcher},
                   1);
    uplink->start();
  }
  void power(double watts) {
    running.reports.accept(running.registry.first_point(meter), Number::real(watts), running.clock.now());
    running.reports.heard(meter, running.clock.now());
  }
  // The child's report leaves and comes to this end.
  void report(Outcome::Kind kind, const std::string& code = "", const std::string& thing = "meter-1") {
    for (power(5);; power(5)) {
      running.clock.advance(1s);
      auto publication = running.batcher.next(running.clock.now());
      if (!publication) continue;
      running.batcher.sent(publication->device, publication->id, running.clock.now());
      if (publication->thing != thing) continue;
      const Outcome outcome{publication->device, publication->thing, publication->id, kind, code, ""};
      verdicts.settled(outcome);
      running.batcher.settled(outcome);
      return;
    }
  }
  const status::ChildRow& row(const status::GatewaySnapshot& seen, const std::string& thing) {
    for (const status::ChildRow& each : seen.children) {
      if (each.thing == thing) return each;
    }
    FAIL("no row of " + thing);
    return seen.children.front();
  }

  LinksRig running;
  TemporaryFolder folder;
  config::Fleet wanted;
  std::unique_ptr<Store> store;
  VerdictLog verdicts{{running.registry, [] { return true; }, [](const std::string&) { return false; }}};
  ReportLines lines{running.clock};
  ScriptedBroker broker;
  std::optional<Uplink> uplink;
  IdentityWatch::Standing certificate;
  DeviceId meter{};
  StatusView view{{wanted, running.registry, running.reports, running.batcher, running.links, running.learned,
                   verdicts, lines, *store, running.clock, [this] { return uplink ? &*uplink : nullptr; },
                   [this] { return certificate; }}};
};

}  // namespace

// Every reason is there; here are those that have happened.
static status::Counters dropped(const status::Totals& totals) {
  CHECK(totals.dropped.size() == kDropReasons);
  status::Counters happened = totals.dropped;
  std::erase_if(happened, [](const auto& reason) { return reason.second == 0; });
  return happened;
}

TEST_CASE("a snapshot says which gateway it is, where its state lies and how long it has run") {
  Site site;
  const WallTime started = site.running.clock.wall();
  site.running.clock.advance(90s);
  const auto seen = site.view.snapshot(status::Depth::totals);
  CHECK(seen.thing == "gw");
  CHECK(seen.state_directory == "/var/lib/gatewarden");
  CHECK(seen.pid == static_cast<std::uint64_t>(::getpid()));
  CHECK(seen.started == started);
  CHECK(seen.uptime == Duration(90s));
  CHECK_FALSE(seen.store.failed);
}

TEST_CASE("without a way to the service the uplink is off and the gateway is ready") {
  Site site;
  CHECK(site.view.snapshot(status::Depth::totals).uplink.state == "off");
  CHECK(site.view.snapshot(status::Depth::totals).floor_text.empty());
  CHECK(site.view.readiness().ready);
}

TEST_CASE("the gateway is ready once its uplink is connected, and says until then what it waits for") {
  Site site;
  site.with_uplink();
  const auto before = site.view.readiness();
  CHECK_FALSE(before.ready);
  CHECK(before.reason == "uplink " + site.uplink->snapshot().state);
  site.broker.connect();
  CHECK(site.view.readiness().ready);
  site.certificate = {"expires in 3 days", false, site.running.clock.wall() + 72h};
  const auto seen = site.view.snapshot(status::Depth::totals).uplink;
  CHECK(seen.connected);
  CHECK(seen.state == "connected");
  CHECK(seen.certificate == "expires in 3 days");
  CHECK(seen.certificate_until == site.running.clock.wall() + 72h);
  CHECK_FALSE(seen.certificate_refused);
  CHECK(seen.counters == site.uplink->snapshot().counters());
}

TEST_CASE("while a new uplink is being made the gateway is not ready") {
  Site site;
  site.wanted.uplink = uplink_to_stand_in();
  CHECK_FALSE(site.view.readiness().ready);
  CHECK(site.view.readiness().reason == "a reload with a new uplink is under way");
}

TEST_CASE("that others were answered is said of the uplink that stands, not of the one before") {
  Site site;
  site.wanted.uplink = uplink_to_stand_in();
  site.with_uplink();
  site.broker.connect();
  site.broker.answer_subscriptions();
  site.verdicts.settled({site.meter, "another-1", ReportId{1}, Outcome::Kind::accepted, "", ""});
  for (int i = 0; i < 3; ++i) site.report(Outcome::Kind::no_verdict, "", "gw");
  const auto why = [&] { return site.row(site.view.snapshot(status::Depth::children), "gw").why; };
  CHECK_THAT(why(), Catch::Contains("others were answered, 3 reports of this one were not"));
  site.verdicts.begin_anew();
  CHECK(why().find("others") == std::string::npos);
}

TEST_CASE("the gateway is healthy while reports leave or the uplink tries on, and not when none leaves it") {
  Site site;
  site.with_uplink();
  CHECK_THAT(site.view.health().why, Catch::Contains("uplink " + site.uplink->snapshot().state));
  CHECK(site.view.health().healthy);
  site.broker.connect();
  CHECK(site.view.health().why == "the loop is alive; the first report is not overdue");
  site.uplink.reset();  // nobody pulls
  site.report(Outcome::Kind::accepted);
  CHECK(site.view.health().why == "the loop is alive; the last report's turn was 0s ago");
  site.running.clock.advance(2 * site.wanted.gateway.reports.interval + Pulse::kGrace + 1s);
  const auto late = site.view.health();
  CHECK_FALSE(late.healthy);
  CHECK_THAT(late.why, Catch::Contains("no report has left for 661s"));
  site.view.reloaded("signal", "fleet.yaml:1:1: refused");
  CHECK_FALSE(site.view.health().healthy);
  site.view.reloaded("signal", "");
  CHECK(site.view.health().healthy);
}

TEST_CASE("a child's row has what its link, its open report and the book of outcomes know of it") {
  Site site;
  site.report(Outcome::Kind::accepted);
  site.report(Outcome::Kind::refused, "135");
  site.report(Outcome::Kind::no_verdict);
  site.power(230);
  site.running.clock.advance(4s);
  const auto seen = site.view.snapshot(status::Depth::children);
  const status::ChildRow& row = site.row(seen, "meter-1");
  CHECK(row.profile == "meter");
  CHECK(row.link == "hall-a");
  CHECK(row.origin == site.running.links.find("hall-a")->device(site.meter).origin);
  CHECK(row.outcomes.accepted == 1);
  CHECK(row.outcomes.rejected == 1);
  CHECK(row.outcomes.no_verdict == 1);
  CHECK(row.last_verdict == "sent, no verdict");
  CHECK(row.last_report_id == static_cast<std::uint64_t>(site.running.batcher.record(site.meter).last_id));
  CHECK(row.last_seen == Duration(4s));
  CHECK(row.last_values == "power_w=230");
  CHECK_FALSE(row.waiting);
  const status::ChildRow& silent = site.row(seen, "press-1");
  CHECK_FALSE(silent.last_seen);
  CHECK(silent.last_values.empty());
}

TEST_CASE("a reload that changes a link's address leaves a child's state and its age in agreement") {
  Site site;
  site.power(230);
  site.wanted = fleet("{ hall-a: { modbus: { tcp: \"192.0.2.9:502\" } }, " + kSite + " }",
                      "[" + kMeter + ", " + kPress + "]");
  site.running.apply(site.wanted);
  REQUIRE(site.running.links.find("hall-a")->device(site.meter).state == DeviceState::never_seen);
  site.running.clock.advance(4s);
  const auto seen = site.view.snapshot(status::Depth::children);
  CHECK(site.row(seen, "meter-1").state == DeviceState::degraded);
  CHECK(site.row(seen, "meter-1").last_seen == Duration(4s));
  CHECK(site.row(seen, "press-1").state == DeviceState::never_seen);
  CHECK_FALSE(site.row(seen, "press-1").last_seen);
  CHECK(seen.totals.degraded == 1);
  CHECK(site.view.snapshot(status::Depth::totals).totals.degraded == 1);
}

TEST_CASE("the sums over all children are the same with rows and without, and without there are no rows") {
  Site site;
  site.report(Outcome::Kind::accepted);
  site.report(Outcome::Kind::throttled, "Throttled");
  site.running.reports.accept(site.running.registry.first_point(site.meter), ListValue{StringList{}},
                              site.running.clock.now());
  const auto rows = site.view.snapshot(status::Depth::children);
  const auto sums = site.view.snapshot(status::Depth::totals);
  CHECK(sums.children.empty());
  CHECK(rows.children.size() == 3);  // and the gateway itself
  for (const status::Totals& totals : {rows.totals, sums.totals}) {
    CHECK(totals.children == 3);
    CHECK(totals.online + totals.degraded + totals.offline + totals.never_seen == 3);
    CHECK(totals.outcomes.accepted == 1);
    CHECK(totals.outcomes.rejected == 1);
    CHECK(dropped(totals) == status::Counters{{"wrong_type", 1}});
  }
  CHECK(rows.totals.online == sums.totals.online);
  CHECK(rows.totals.never_seen == sums.totals.never_seen);
  for (const auto& links : {rows.links, sums.links}) {
    std::map<std::string, status::StateCounts> children;
    for (const status::LinkRow& link : links) children[link.link.name] = link.children;
    CHECK(children.at("hall-a") == status::StateCounts{0, 0, 1, 0});
    CHECK(children.at("site") == status::StateCounts{1, 0, 0, 0});
    CHECK(children.at("host") == status::StateCounts{0, 1, 0, 0});
  }
}

TEST_CASE("every link has a row, with the samples a second it brought between two ticks") {
  Site site;
  site.running.clock.advance(1s);
  site.view.tick();
  for (int i = 0; i < 30; ++i) site.running.clock.advance(1s);  // the host is read every 30 s
  site.view.tick();
  const auto seen = site.view.snapshot(status::Depth::totals);
  REQUIRE(seen.links.size() == 3);
  for (const status::LinkRow& row : seen.links) {
    CAPTURE(row.link.name);
    CHECK(row.samples_per_second == (row.link.protocol == "host" ? Approx(0).margin(100) : Approx(0)));
    CHECK((row.samples_per_second > 0) == (row.link.protocol == "host"));
  }
}

TEST_CASE("a child's page has its points, its counters and its last rejection; a stranger has none") {
  Site site;
  CHECK_FALSE(site.view.child("nobody"));
  site.with_uplink();
  site.report(Outcome::Kind::rejected, "InvalidPayload");
  site.power(7);
  const auto page = site.view.child("meter-1");
  REQUIRE(page);
  CHECK(page->row.thing == "meter-1");
  CHECK(page->topic == "$aws/things/meter-1/defender/metrics/json");
  REQUIRE(page->points.size() == 1);
  CHECK(page->points[0].metric == "power_w");
  CHECK(page->points[0].value == "7");
  REQUIRE(page->last_rejection);
  CHECK(page->last_rejection->code == "InvalidPayload");
  CHECK(page->last_report_bytes > 0);
  CHECK(page->counters.at("reports_sent") == 1);
  CHECK_FALSE(site.view.child("press-1")->last_rejection);
}

TEST_CASE("the totals keep what a child that was removed had, and count no child twice") {
  Site site;
  site.report(Outcome::Kind::accepted);
  site.report(Outcome::Kind::outdated, "outdated");
  site.running.reports.accept(site.running.registry.first_point(site.meter), ListValue{StringList{}},
                              site.running.clock.now());
  site.running.registry.remove(site.meter);
  for (const auto depth : {status::Depth::totals, status::Depth::children}) {
    const status::Totals totals = site.view.snapshot(depth).totals;
    CHECK(totals.children == 2);
    CHECK(totals.outcomes.accepted == 1);
    CHECK(totals.outcomes.rejected == 0);
    CHECK(totals.outcomes.outdated == 1);
    CHECK(dropped(totals) == status::Counters{{"wrong_type", 1}});
  }
}

TEST_CASE("the time of the last accepted report is kept while the wall clock goes on") {
  Site site;
  site.with_uplink();
  site.broker.connect();
  site.broker.answer_subscriptions();
  const auto accepted = [&site] { return site.view.snapshot(status::Depth::totals).uplink.last_accepted; };
  CHECK(site.view.snapshot(status::Depth::totals).uplink.awaits_answers);
  CHECK_FALSE(accepted());
  site.power(230);
  for (int i = 0; i < 600 && site.broker.published.empty(); ++i) {
    site.running.clock.advance(1s);
    site.uplink->wake();
  }
  REQUIRE_FALSE(site.broker.published.empty());
  const auto report = site.broker.published.front();
  const auto id = nlohmann::json::parse(report.payload)["header"]["report_id"].get<std::uint64_t>();
  site.broker.acknowledge_all();
  Verdict verdict;
  verdict.id = ReportId{id};
  verdict.accepted = true;
  site.broker.deliver(report.topic + "/accepted", encode_verdict(Format::json, verdict));
  const WallTime then = site.running.clock.wall();
  site.running.clock.advance(90s);
  CHECK(accepted() == then);
}

TEST_CASE("an uplink that stands but takes nothing is not ready, and says what the other end said") {
  Site site;
  site.with_uplink();
  site.broker.connect();
  site.broker.answer_subscriptions();
  site.power(230);
  for (int i = 0; i < 30; ++i) {
    site.running.clock.advance(1s);
    site.uplink->wake();
    site.broker.acknowledge_all(0x97);
  }
  const auto seen = site.view.snapshot(status::Depth::totals).uplink;
  CHECK_FALSE(seen.connected);
  CHECK_THAT(seen.state, Catch::Contains("connected, but nothing is taken: the broker wants less"));
  REQUIRE(seen.last_error_age);
  CHECK(*seen.last_error_age < 10s);
  CHECK_FALSE(site.view.readiness().ready);
  CHECK_THAT(site.view.readiness().reason, Catch::Contains("quota exceeded (0x97)"));
}

TEST_CASE("a link that learns no more says so, with whom it refused, beside its own trouble") {
  Site site("[]");
  site.wanted = fleet(
      "{ site: { mqtt: { broker: \"mqtt://192.0.2.2\", topics: [\"s/{id}\"] }, unknown: { learn: { profile: press, "
      "thing: \"gw:{id}\", at_most: 1 } } } }",
      "[]");
  site.running.apply(site.wanted);
  REQUIRE(site.running.learner.learn("site", "p1"));
  const auto why = [&] {
    for (const auto& row : site.view.snapshot(status::Depth::totals).links) {
      if (row.link.name == "site") return row.link.why;
    }
    return std::string("no such link");
  };
  const std::string own = why();
  CHECK_FALSE(site.running.learner.learn("site", "p2"));
  CHECK(why() == own + (own.empty() ? "" : "; ") +
                     "at_most reached; 1 refused, last: p2 (`gatewarden forget THING` makes room)");
  CHECK(site.running.learner.forget("gw:p1").answer == Learner::Answer::forgotten);
  CHECK(why() == own);
}
