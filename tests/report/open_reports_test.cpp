#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <set>

#include "gateway/report/content_rules.hpp"
#include "gateway/report/lists.hpp"
#include "gateway/report/open_reports.hpp"

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

// One child with the given metrics, on a manual clock.
struct Fixture {
  explicit Fixture(std::vector<MetricSpec> metrics, Duration every = Duration::zero())
      : reports(registry, 300s, 7) {
    auto profile = std::make_shared<Profile>();
    profile->name = "p";
    profile->metrics = std::move(metrics);
    profile->every = every;
    device = registry.add({ThingName::parse("meter-1").value(), profile, "hall-a", false}).value();
    first = registry.first_point(device);
  }
  bool close() { return reports.close(device, now, report); }
  const Number* number(std::string_view name) const {
    for (const auto& metric : report.custom) {
      if (metric.name == name) return std::get_if<Number>(&metric.value);
    }
    return nullptr;
  }
  std::uint32_t dropped(Drop reason) const {
    return reports.activity(device).dropped[static_cast<std::size_t>(reason)];
  }
  Registry registry;
  OpenReports reports;
  DeviceId device{};
  PointId first{};
  SteadyTime now{1h};
  Report report;
};

MetricSpec metric(std::string name, Aggregate aggregate, MetricType type = MetricType::number) {
  MetricSpec spec;
  spec.name = std::move(name);
  spec.role = standard_role(spec.name).value_or(MetricRole::custom);
  spec.type = type_of(spec.role).value_or(type);
  spec.aggregate = aggregate;
  return spec;
}

std::vector<MetricSpec> own_metrics() {
  return {metric("reachable", Aggregate::last), metric("seconds_since_seen", Aggregate::last)};
}

}  // namespace

TEST_CASE("numbers merge into one value a report by their aggregate") {
  Fixture f({metric("last", Aggregate::last), metric("min", Aggregate::min), metric("max", Aggregate::max),
             metric("mean", Aggregate::mean), metric("sum", Aggregate::sum),
             metric("count", Aggregate::count)});
  for (const double value : {3.0, -1.0, 2.5}) {
    for (unsigned i = 0; i < 6; ++i) f.reports.accept(f.first + i, Number::real(value), f.now);
  }
  REQUIRE(f.close());
  CHECK(f.number("last")->as_double() == 2.5);
  CHECK(f.number("min")->as_double() == -1);
  CHECK(f.number("max")->as_double() == 3);
  CHECK(f.number("mean")->as_double() == 1.5);
  CHECK(f.number("sum")->as_double() == 4.5);
  CHECK(f.number("count")->as_double() == 3);
}

TEST_CASE("a value that was reported is not reported again: what is not known anew is left out") {
  Fixture f({metric("temperature", Aggregate::last)});
  f.reports.accept(f.first, Number::integer(21), f.now);
  REQUIRE(f.close());
  CHECK_FALSE(f.close());
  CHECK(f.reports.points(f.device)[0].last->as_double() == 21);  // kept for the operator
}

TEST_CASE("the first reading of a counter is a baseline, growth is reported from the second on") {
  Fixture f({metric("bytes_in", Aggregate::delta)});
  f.reports.accept(f.first, Number::natural(1'000'000), f.now);
  CHECK_FALSE(f.close());
  f.reports.accept(f.first, Number::natural(1'000'500), f.now += 10s);
  f.reports.accept(f.first, Number::natural(1'000'700), f.now += 10s);
  REQUIRE(f.close());
  CHECK(f.report.bytes_in == 700u);
  f.reports.accept(f.first, Number::natural(1'000'700), f.now += 10s);
  REQUIRE(f.close());
  CHECK(f.report.bytes_in == 0u);
}

TEST_CASE("what counters have grown since the last report is told when their device is forgotten") {
  Fixture f({metric("grown", Aggregate::delta), metric("still", Aggregate::delta),
             metric("reported", Aggregate::delta), metric("level", Aggregate::last)});
  const auto read = [&](unsigned metric, std::uint64_t value) {
    f.reports.accept(f.first + metric, Number::natural(value), f.now);
  };
  for (unsigned i = 0; i < 4; ++i) read(i, 1000);
  f.now += 10s;
  read(2, 1005);
  REQUIRE(f.close());
  f.now += 10s;
  read(0, 1042);
  read(3, 2000);
  CHECK(f.reports.give_up(f.device) == OpenReports::WaitingGrowth{{"grown", 42.0}});
  CHECK(f.dropped(Drop::forgotten) == 1);
}

TEST_CASE("a counter reset shows no spike and no negative growth; what was known before and after stays") {
  Fixture f({metric("bytes_in", Aggregate::delta)});
  f.reports.accept(f.first, Number::natural(5'000'000), f.now);
  f.reports.accept(f.first, Number::natural(5'000'100), f.now += 10s);
  for (const std::uint64_t reads : {40u, 60u, 70u, 90u})
    f.reports.accept(f.first, Number::natural(reads), f.now += 10s);
  REQUIRE(f.close());
  CHECK(f.report.bytes_in == 150u);
  CHECK(f.dropped(Drop::counter_reset) == 1);
}

TEST_CASE("growth over missed intervals is not put into one report") {
  Fixture f({metric("bytes_in", Aggregate::delta)});
  f.reports.accept(f.first, Number::natural(0), f.now);
  f.reports.accept(f.first, Number::natural(9'000'000), f.now += 1h);  // the device was away
  CHECK_FALSE(f.close());
  CHECK(f.dropped(Drop::gap) == 1);
  f.reports.accept(f.first, Number::natural(9'000'010), f.now += 10s);
  REQUIRE(f.close());
  CHECK(f.report.bytes_in == 10u);
}

TEST_CASE("growth gathered while no report could leave is not put into one report either") {
  Fixture f({metric("bytes_in", Aggregate::delta)});
  for (std::uint64_t i = 0; i <= 60; ++i) f.reports.accept(f.first, Number::natural(i * 1000), f.now += 10s);
  CHECK_FALSE(f.close());  // ten minutes of growth, five between reports
  CHECK(f.dropped(Drop::gap) == 1);
}

TEST_CASE("a rate is growth per second between the readings it spans") {
  Fixture f({metric("frames", Aggregate::rate)});
  f.reports.accept(f.first, Number::natural(100), f.now);
  f.reports.accept(f.first, Number::natural(400), f.now += 100s);
  f.reports.accept(f.first, Number::natural(500), f.now += 100s);
  REQUIRE(f.close());
  CHECK(f.number("frames")->as_double() == Approx(2.0));
}

TEST_CASE("what the service would silently discard is not sent and is counted") {
  Fixture f({metric("n", Aggregate::last), metric("s", Aggregate::last, MetricType::string_list),
             metric("ip", Aggregate::last, MetricType::ip_list)});
  f.reports.accept(f.first, Number::integer(1'000'000'000'000'000), f.now);
  f.reports.accept(f.first + 1, ListValue(StringList{{"v1.2 beta"}}), f.now);
  f.reports.accept(f.first + 2, ListValue(IpList{{"10.0.0.1", "router.local", "10.0.0.0/8"}}), f.now);
  REQUIRE(f.close());
  CHECK(f.number("n") == nullptr);
  CHECK(f.dropped(Drop::unsendable_number) == 1);
  CHECK(std::get<StringList>(f.report.custom[0].value).strings == std::vector<std::string>{"v1.2_beta"});
  CHECK(f.reports.activity(f.device).cleaned_strings == 1);
  CHECK(std::get<IpList>(f.report.custom[1].value).addresses == std::vector<std::string>{"10.0.0.1"});
  CHECK(f.dropped(Drop::bad_address) == 2);
}

TEST_CASE("a bad address is counted in each sample, a cleaned string in each report") {
  Fixture f({metric("s", Aggregate::last, MetricType::string_list),
             metric("ip", Aggregate::last, MetricType::ip_list)});
  for (int i = 0; i < 5; ++i) {
    f.reports.accept(f.first, ListValue(StringList{{"v1.2 beta"}}), f.now += 1s);
    f.reports.accept(f.first + 1, ListValue(IpList{{"10.0.0.1", "router.local"}}), f.now);
  }
  REQUIRE(f.close());
  CHECK(f.dropped(Drop::bad_address) == 5);
  CHECK(f.reports.activity(f.device).cleaned_strings == 1);
}

TEST_CASE("port 0 is not a port: it is not sent, and not counted in the total") {
  Fixture f({metric("listening_tcp_ports", Aggregate::last)});
  f.reports.accept(f.first, ListValue(PortList{{{0, ""}, {502, ""}}, 2}), f.now);
  REQUIRE(f.close());
  CHECK(f.report.tcp_ports.ports->size() == 1);
  CHECK(f.report.tcp_ports.total == 1u);
  CHECK(f.dropped(Drop::bad_address) == 1);
}

TEST_CASE("strict strings are dropped instead of cleaned") {
  MetricSpec strict = metric("s", Aggregate::last, MetricType::string_list);
  strict.strict = true;
  Fixture f({strict});
  f.reports.accept(f.first, ListValue(StringList{{"v1.2 beta"}}), f.now);
  CHECK_FALSE(f.close());
  CHECK(f.dropped(Drop::unsendable_string) == 1);
}

TEST_CASE("NaN and infinity never are merged") {
  Fixture f({metric("mean", Aggregate::mean)});
  f.reports.accept(f.first, Number::real(std::nan("")), f.now);
  f.reports.accept(f.first, Number::real(std::numeric_limits<double>::infinity()), f.now);
  f.reports.accept(f.first, Number::real(4), f.now);
  REQUIRE(f.close());
  CHECK(f.number("mean")->as_double() == 4);
  CHECK(f.dropped(Drop::unsendable_number) == 2);
}

TEST_CASE("known none is an empty list with total 0; unknown is no group at all") {
  Fixture f({metric("listening_tcp_ports", Aggregate::last), metric("listening_udp_ports", Aggregate::last)});
  f.reports.accept(f.first, ListValue(PortList{}), f.now);
  REQUIRE(f.close());
  REQUIRE(f.report.tcp_ports.ports);
  CHECK(f.report.tcp_ports.ports->empty());
  CHECK(f.report.tcp_ports.total == 0u);
  CHECK_FALSE(f.report.udp_ports.known());
}

TEST_CASE("an empty custom list is left out, because no source says that the service takes it") {
  Fixture f({metric("labels", Aggregate::last, MetricType::string_list)});
  f.reports.accept(f.first, ListValue(StringList{}), f.now);
  CHECK_FALSE(f.close());
}

TEST_CASE("a long list is sampled, differently each time, with its true total") {
  MetricSpec spec = metric("listening_tcp_ports", Aggregate::last);
  spec.max_items = 10;
  Fixture f({spec});
  PortList list;
  for (std::uint16_t port = 1; port <= 200; ++port) list.ports.push_back({port, ""});
  list.total = 1234;  // the device knows more
  std::set<std::uint16_t> seen;
  for (int round = 0; round < 50; ++round) {
    f.reports.accept(f.first, ListValue(list), f.now);
    REQUIRE(f.close());
    CHECK(f.report.tcp_ports.total == 1234u);
    REQUIRE(f.report.tcp_ports.ports->size() == 10);
    CHECK(std::is_sorted(f.report.tcp_ports.ports->begin(), f.report.tcp_ports.ports->end()));
    for (const Port& port : *f.report.tcp_ports.ports) seen.insert(port.port);
  }
  CHECK(seen.size() > 100);
}

TEST_CASE("a set gathers the union between two reports and starts over after one") {
  Fixture f({metric("established_connections", Aggregate::set)});
  const Connection one{"192.0.2.1", 443, 40000, ""}, two{"2001:db8::7", 8883, 0, ""};
  f.reports.accept(f.first, ListValue(ConnectionList{{one}, 1}), f.now);
  f.reports.accept(f.first, ListValue(ConnectionList{{two, one}, 2}), f.now);
  REQUIRE(f.close());
  CHECK(f.report.connections.connections->size() == 2);
  CHECK(f.report.connections.total == 2u);
  f.reports.accept(f.first, ListValue(ConnectionList{{two}, 1}), f.now);
  REQUIRE(f.close());
  CHECK(f.report.connections.connections->size() == 1);
}

TEST_CASE("collected numbers are bounded and the overflow is counted") {
  Fixture f({metric("latency", Aggregate::list, MetricType::number_list)});
  for (unsigned i = 0; i < kMaxItemsCeiling + 25; ++i) f.reports.accept(f.first, Number::integer(i), f.now);
  REQUIRE(f.close());
  CHECK(std::get<NumberList>(f.report.custom[0].value).numbers.size() == 50);  // max_items
  CHECK(f.dropped(Drop::list_overflow) == 25);
}

TEST_CASE("a text that is too long is counted and left out, and the others are reported") {
  Fixture f({metric("peers", Aggregate::set, MetricType::string_list),
             metric("ip", Aggregate::last, MetricType::ip_list)});
  const std::string longer(kMaxTextBytes + 1, 'x');
  f.reports.accept(f.first, ListValue(StringList{{"b", longer}}), f.now);
  f.reports.accept(f.first, ListValue(StringList{{longer, "a"}}), f.now);
  f.reports.accept(f.first + 1, ListValue(IpList{{longer, "192.0.2.1"}}), f.now);
  CHECK(f.dropped(Drop::long_text) == 3);
  CHECK(f.dropped(Drop::bad_address) == 0);
  REQUIRE(f.close());
  CHECK(std::get<StringList>(f.report.custom[0].value).strings == std::vector<std::string>{"a", "b"});
  CHECK(std::get<IpList>(f.report.custom[1].value).addresses.size() == 1);
}

TEST_CASE("a set begins anew with each report, sorted from its first sample on") {
  Fixture f({metric("peers", Aggregate::set, MetricType::string_list)});
  f.reports.accept(f.first, ListValue(StringList{{"old"}}), f.now);
  REQUIRE(f.close());
  f.reports.accept(f.first, ListValue(StringList{{"b", "a", "b"}}), f.now);
  REQUIRE(f.close());
  CHECK(std::get<StringList>(f.report.custom[0].value).strings == std::vector<std::string>{"a", "b"});
}

TEST_CASE("what a set cannot hold in bytes is counted, and no more is kept, closed or reported") {
  MetricSpec peers = metric("peers", Aggregate::set, MetricType::string_list);
  peers.max_items = kMaxItemsCeiling;
  Fixture f({peers});
  const int payloads = 1000;
  for (int i = 0; i < payloads; ++i)
    f.reports.accept(f.first, ListValue(StringList{{std::string(1000, 'a') + std::to_string(i)}}), f.now);
  REQUIRE(f.close());
  const auto& kept = std::get<StringList>(f.report.custom[0].value).strings;
  CHECK(kept.size() * 1000 <= kMaxListBytes);
  CHECK(f.dropped(Drop::list_overflow) + kept.size() == payloads);
}

TEST_CASE("a value of the wrong shape is counted and changes nothing") {
  Fixture f({metric("n", Aggregate::last), metric("listening_tcp_ports", Aggregate::last)});
  f.reports.accept(f.first, ListValue(StringList{{"x"}}), f.now);
  f.reports.accept(f.first + 1, Number::integer(5), f.now);
  CHECK_FALSE(f.close());
  CHECK(f.dropped(Drop::wrong_type) == 2);
}

TEST_CASE("a silent child still reports when its profile asks whether it is reachable") {
  Fixture f(own_metrics(), 10s);
  f.reports.life(f.device).await(f.now);
  f.now += 300s;
  REQUIRE(f.close());
  CHECK(f.number("reachable")->as_double() == 0);  // never seen
  CHECK(f.number("seconds_since_seen")->as_double() == 300);
  f.reports.heard(f.device, f.now += 60s);
  REQUIRE(f.reports.close(f.device, f.now + 30s, f.report));
  CHECK(f.number("reachable")->as_double() == 1);
  CHECK(f.number("seconds_since_seen")->as_double() == 30);
  REQUIRE(f.reports.close(f.device, f.now + 31s, f.report));
  CHECK(f.number("reachable")->as_double() == 0);  // silent for more than three poll intervals
  REQUIRE(f.reports.close(f.device, f.now + 3600s, f.report));
  CHECK(f.number("seconds_since_seen")->as_double() == 3600);
}

TEST_CASE("what a gateway makes up, or keeps, is no sign of life: only the device itself is") {
  std::vector<MetricSpec> metrics = own_metrics();
  metrics.push_back(metric("timeouts", Aggregate::sum));
  metrics.push_back(metric("firmware", Aggregate::last, MetricType::string_list));
  Fixture f(metrics, 2s);
  f.reports.life(f.device).await(f.now);
  for (int i = 0; i < 300; ++i) {
    f.now += 1s;
    f.reports.accept(f.first + 2, Number::natural(1), f.now);
    f.reports.accept(f.first + 3, ListValue(StringList{{"v1"}}), f.now);
  }
  REQUIRE(f.close());
  CHECK(f.number("timeouts")->as_double() == 300);
  CHECK(f.number("reachable")->as_double() == 0);
  CHECK(f.number("seconds_since_seen")->as_double() == 300);
  CHECK_FALSE(f.reports.activity(f.device).seen);
}

TEST_CASE("no verdict on a child that had no chance: a device is asked, or speaks, in its own time") {
  Fixture f(own_metrics(), 10s);
  CHECK_FALSE(f.reports.undecided_until(f.device, f.now));  // nobody waits for it
  f.reports.life(f.device).await(f.now);
  CHECK_FALSE(f.close());  // nothing is claimed
  SECTION("one that pushes has a report's interval") {
    CHECK(f.reports.undecided_until(f.device, f.now) == f.now + 1s);
    CHECK(f.reports.undecided_until(f.device, f.now + 160s) == f.now + 180s);
    CHECK(f.reports.undecided_until(f.device, f.now + 299s));
    CHECK_FALSE(f.reports.undecided_until(f.device, f.now + 300s));
  }
  SECTION("or three of its own, if they are longer") {
    f.reports.set_interval(20s);
    CHECK(f.reports.undecided_until(f.device, f.now + 29s));
    CHECK_FALSE(f.reports.undecided_until(f.device, f.now + 30s));
  }
  SECTION("for one that is asked its adapter knows") {
    f.reports.expect(f.device, 12s);
    CHECK(f.reports.undecided_until(f.device, f.now + 11s));
    CHECK_FALSE(f.reports.undecided_until(f.device, f.now + 12s));
    f.reports.heard(f.device, f.now + 13s);
    CHECK(f.reports.activity(f.device).overdue == f.now + 25s);
  }
  SECTION("a sign of life decides at once") {
    f.reports.heard(f.device, f.now);
    CHECK_FALSE(f.reports.undecided_until(f.device, f.now));
  }
}

TEST_CASE("a child whose profile does not say whether it is reachable waits for nobody") {
  Fixture f({metric("temperature", Aggregate::last)});
  f.reports.life(f.device).await(f.now);
  CHECK_FALSE(f.reports.undecided_until(f.device, f.now));
  CHECK_FALSE(f.reports.activity(f.device).overdue);  // nor does anybody say how often it speaks
}

TEST_CASE("totals alone are a report of their own") {
  Fixture f({metric("established_connections_total", Aggregate::last)});
  f.reports.accept(f.first, Number::integer(12), f.now);
  REQUIRE(f.close());
  CHECK(f.report.connections.total == 12u);
  CHECK_FALSE(f.report.connections.connections);
}

TEST_CASE("negative and fractional standard counters are not sent as they are") {
  Fixture f({metric("bytes_in", Aggregate::sum)});
  f.reports.accept(f.first, Number::integer(-4), f.now);
  CHECK_FALSE(f.close());
  CHECK(f.dropped(Drop::unsendable_number) == 1);
}

TEST_CASE("a child in a removed child's place inherits nothing") {
  Fixture f({metric("bytes_in", Aggregate::delta)});
  f.reports.accept(f.first, Number::natural(1), f.now);
  f.reports.accept(f.first, ListValue(StringList{}), f.now);
  auto profile = f.registry.child(f.device).profile;
  f.registry.remove(f.device);
  CHECK(f.reports.dropped_by_removed()[static_cast<std::size_t>(Drop::wrong_type)] == 1);
  const auto next = f.registry.add({ThingName::parse("meter-2").value(), profile, "hall-a", false}).value();
  REQUIRE(next == f.device);
  f.reports.accept(f.first, Number::natural(1'000'000), f.now += 1s);
  CHECK_FALSE(f.close());
  CHECK(f.reports.activity(next).samples == 1);
}
