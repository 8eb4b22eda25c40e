// Topics the broker forbids are found, withheld and tried again; others are not affected.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "tests/uplink/uplink_rig.hpp"

namespace gatewarden::test {
using Kind = Outcome::Kind;
using Catch::Matchers::Contains;
using Pass = Quarantine::Pass;

namespace {

constexpr const char* kTopic = "$aws/things/gw:m1/defender/metrics/json";

// Like AWS IoT: acknowledges and accepts; a forbidden publish ends the connection (MQTT 3.1.1) or gets PUBACK
// 0x87 (MQTT 5). What follows it in the connection is lost.
struct Aws {
  explicit Aws(bool hangs_up, UplinkSettings settings = {}) : rig(std::move(settings)), hang_up(hangs_up) {}

  bool forbidden(const std::string& topic) const {
    const auto parsed = parse_report_topic(topic);
    return parsed && guilty.contains(std::string(parsed->thing));
  }
  void serve() {
    if (!rig.broker.has_session() || !rig.broker.connected) return connect();
    for (; served < rig.broker.published.size(); ++served) {
      const Published p = rig.broker.published[served];
      if (!p.open) continue;
      if (!forbidden(p.topic)) {
        rig.broker.acknowledge(p.ticket);
        accept(p);
      } else if (hang_up) {
        ++hang_ups;
        return rig.broker.lose();
      } else {
        rig.broker.acknowledge(p.ticket, 0x87);
      }
    }
  }
  void connect() {
    if (!rig.broker.has_session()) return;
    ++connections;
    rig.broker.connect();
    rig.broker.answer_subscriptions();
  }
  void accept(const Published& p) {
    const auto parsed = parse_report_topic(p.topic);
    if (!parsed) return;
    const auto& pulled = rig.source.pulled;
    const auto found = std::find_if(pulled.rbegin(), pulled.rend(), [&](const Publication& one) {
      return one.thing == parsed->thing && one.bytes == p.payload;
    });
    if (found != pulled.rend()) rig.answer(*found, true);
  }
  void run(Duration time, Duration round_trip = 50ms) {
    for (const SteadyTime end = rig.clock.now() + time; rig.clock.now() < end;) {
      serve();
      rig.clock.advance(round_trip);
    }
  }
  std::map<std::string, std::vector<Kind>> outcomes() const {
    std::map<std::string, std::vector<Kind>> all;
    for (const Outcome& o : rig.book.settlements) all[o.thing].push_back(o.kind);
    return all;
  }

  UplinkRig rig;
  bool hang_up;
  std::set<std::string> guilty;
  int hang_ups = 0, connections = 0;
  std::size_t served = 0;  // earlier publishes are answered
};

void put_eight_copies_under_way(UplinkRig& rig) {
  rig.connect();
  for (int i = 0; i < 8; ++i) {
    Report report;
    report.bytes_in = 1;
    rig.uplink->mirrors().closed({DeviceId{1}, "gw:m1", report});
  }
  rig.uplink->wake();
  rig.clock.advance(1s);
}

std::string thing(int number) { return "gw:m" + std::to_string(number); }

}  // namespace

TEST_CASE("a refused topic is withheld for longer and longer, and one probe at a time is let through") {
  Quarantine quarantine(1);
  SteadyTime now{};
  CHECK(quarantine.ask(kTopic, now) == Pass::go);
  Duration last{};
  for (int round = 0; round < 9; ++round) {
    const SteadyTime probe_at =
        quarantine.put(kTopic, "gw:m1", Quarantine::Cause::unauthorised, "no", now).probe_at;
    CHECK(quarantine.ask(kTopic, probe_at - 1s) == Pass::withhold);
    CHECK(probe_at - now > last * 3 / 2);
    CHECK(probe_at - now <= Quarantine::kMaxPause);
    last = std::min<Duration>(probe_at - now, Quarantine::kMaxPause / 2);
    now = probe_at;
    CHECK(quarantine.ask(kTopic, now) == Pass::probe);
    CHECK(quarantine.ask(kTopic, now) == Pass::withhold);
  }
  CHECK(quarantine.find(kTopic)->probes == 8);
  CHECK(quarantine.release(kTopic));
  CHECK(quarantine.ask(kTopic, now) == Pass::go);
  CHECK_FALSE(quarantine.release(kTopic));
}

TEST_CASE("probes that may cost the connection are a minute apart, whatever the number of topics") {
  Quarantine quarantine(1);
  const SteadyTime begin{};
  for (int i = 0; i < 10; ++i)
    quarantine.put("t/" + std::to_string(i), "", Quarantine::Cause::hang_up, "no", begin);
  int probes = 0;
  for (SteadyTime now = begin; now < begin + 10min; now += 1s) {
    for (int i = 0; i < 10; ++i) probes += quarantine.ask("t/" + std::to_string(i), now) == Pass::probe;
  }
  CHECK(probes >= 5);
  CHECK(probes <= 10);
}

TEST_CASE("the statement that would permit a topic names the region the endpoint shows") {
  CHECK(policy_statement("iot:Publish", "topic/a/b", "abc-ats.iot.eu-central-1.amazonaws.com") ==
        R"({"Effect":"Allow","Action":"iot:Publish","Resource":"arn:aws:iot:eu-central-1:*:topic/a/b"})");
  CHECK_THAT(policy_statement("iot:Publish", "topic/a/b", "abc.ats.iot.cn-north-1.amazonaws.com.cn"),
             Contains("arn:aws-cn:iot:cn-north-1:*:topic/a/b"));
  CHECK_THAT(policy_statement("iot:Publish", "topic/a/b", "abc-ats.iot.us-gov-west-1.amazonaws.com"),
             Contains("arn:aws-us-gov:iot:us-gov-west-1:*:topic/a/b"));
  CHECK_THAT(policy_statement("iot:Publish", "topic/a/b", "broker.local"),
             Contains("arn:aws:iot:*:*:topic/a/b"));
}

TEST_CASE(
    "a thing refused with 0x87 is withheld alone, shown with its statement, probed, and let in when "
    "allowed") {
  Aws aws(false);
  aws.guilty = {"gw:bad"};
  UplinkRig& rig = aws.rig;
  rig.uplink->start();
  for (int slot = 0; slot < 6; ++slot) {
    rig.source.add("gw:bad", rig.clock.now());
    rig.source.add("gw:good", rig.clock.now());
    rig.uplink->wake();
    aws.run(1min, 100ms);
  }
  // Four minutes after the refusal the next report is a probe, also refused; others are withheld.
  CHECK(aws.outcomes()["gw:bad"] == std::vector<Kind>{Kind::refused, Kind::withheld, Kind::withheld,
                                                      Kind::withheld, Kind::refused, Kind::withheld});
  CHECK(aws.outcomes()["gw:good"] == std::vector<Kind>(6, Kind::accepted));
  CHECK(aws.connections == 1);
  const auto seen = rig.uplink->quarantined("gw:bad");
  REQUIRE(seen);
  CHECK_THAT(seen->why, Contains("not authorized") && Contains("iot:Publish") && Contains("gw:bad"));
  CHECK_FALSE(rig.uplink->quarantined("gw:good"));
  CHECK(rig.uplink->snapshot().quarantined == 1);

  aws.guilty.clear();  // the operator corrects the policy and reloads
  rig.uplink->probe_refused();
  rig.source.add("gw:bad", rig.clock.now());
  rig.uplink->wake();
  aws.run(1s);
  CHECK(aws.outcomes()["gw:bad"].back() == Kind::accepted);
  CHECK_FALSE(rig.uplink->quarantined("gw:bad"));
}

TEST_CASE(
    "several guilty among a hundred under way are found by hang-ups alone, and no innocent one is lost") {
  const auto seed = GENERATE(range(1, 31));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  Aws aws(true, {.publishes_per_second = 10'000, .bytes_per_second = 1e9, .burst = 1s});
  const auto guilty_count = 1 + random() % 6;
  while (aws.guilty.size() < guilty_count) aws.guilty.insert(thing(static_cast<int>(random() % 100)));
  UplinkRig& rig = aws.rig;
  for (int i = 0; i < 100; ++i) rig.source.add(thing(i));
  rig.uplink->start();
  rig.clock.advance(1s);
  REQUIRE(rig.broker.published.empty());
  aws.connect();
  REQUIRE(rig.broker.published.size() == 100);  // all under way
  aws.run(2min);

  auto outcomes = aws.outcomes();
  for (int i = 0; i < 100; ++i) {
    CAPTURE(i);
    const Kind expected = aws.guilty.contains(thing(i)) ? Kind::refused : Kind::accepted;
    CHECK(outcomes[thing(i)] == std::vector<Kind>{expected});
    CHECK(rig.uplink->quarantined(thing(i)).has_value() == aws.guilty.contains(thing(i)));
  }
  CHECK(aws.hang_ups <= 1 + 2 * static_cast<int>(guilty_count));
}

TEST_CASE("while the guilty are found and probed, no innocent child misses more than one interval") {
  const auto seed = GENERATE(range(1, 6));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  constexpr int kChildren = 300;
  constexpr Duration kInterval = 300s;
  Aws aws(true);
  while (aws.guilty.size() < 5) aws.guilty.insert(thing(static_cast<int>(random() % kChildren)));
  UplinkRig& rig = aws.rig;
  // Two hours of slots, each child at its own time in the interval.
  const SteadyTime begin = rig.clock.now();
  for (int round = 0; round < 24; ++round) {
    for (int i = 0; i < kChildren; ++i)
      rig.source.add(thing(i), begin + round * kInterval + i * (kInterval / kChildren));
  }
  rig.uplink->start();
  std::map<std::string, SteadyTime> last;
  std::size_t read = 0;
  Duration longest{};
  for (const SteadyTime end = begin + 24 * kInterval; rig.clock.now() < end;) {
    aws.serve();
    rig.clock.advance(200ms);
    for (; read < rig.book.settlements.size(); ++read) {
      const Outcome& o = rig.book.settlements[read];
      if (o.kind != Kind::accepted) continue;
      const auto [known, fresh] = last.try_emplace(o.thing, rig.clock.now());
      if (!fresh) longest = std::max<Duration>(longest, rig.clock.now() - known->second);
      known->second = rig.clock.now();
    }
  }
  CHECK(last.size() == kChildren - aws.guilty.size());
  CHECK(longest < 2 * kInterval);
  CHECK(rig.uplink->snapshot().quarantined == aws.guilty.size());
  for (const auto& [name, kinds] : aws.outcomes()) {
    if (aws.guilty.contains(name)) continue;
    CAPTURE(name);
    CHECK(std::count(kinds.begin(), kinds.end(), Kind::accepted) == static_cast<long>(kinds.size()));
  }
}

TEST_CASE(
    "a connection that breaks while one report is under way is the network's fault until it happens twice") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  rig.broker.lose();
  rig.until_next_attempt();
  rig.connect();
  CHECK(rig.book.settlements.empty());
  rig.broker.acknowledge_all();
  rig.answer(rig.source.pulled[0], true);
  CHECK(rig.last().kind == Kind::accepted);
  CHECK(rig.uplink->snapshot().quarantined == 0);
}

TEST_CASE("a connection that ends long after a publish, or for a reason of its own, accuses nobody") {
  UplinkRig rig({.answer_timeout = 60s});
  rig.source.add("gw:m1");
  const std::optional<std::uint8_t> reason = GENERATE(
      std::optional<std::uint8_t>{}, std::optional<std::uint8_t>{0x8B}, std::optional<std::uint8_t>{0x97});
  for (int i = 0; i < 4; ++i) {
    if (i > 0) rig.until_next_attempt();
    rig.connect();
    rig.clock.advance(reason ? 6s : 20s);
    rig.broker.lose("gone", reason);
  }
  CHECK(rig.book.settlements.empty());
  CHECK(rig.uplink->snapshot().quarantined == 0);
}

TEST_CASE("a broker whose every answer is a hang-up is not hurried") {
  Aws aws(true);
  UplinkRig& rig = aws.rig;
  for (int i = 0; i < 500; ++i) {
    aws.guilty.insert(thing(i));
    rig.source.add(thing(i), rig.clock.now());
  }
  rig.uplink->start();
  aws.run(10min);
  const int early = aws.connections;
  aws.run(20min);
  CHECK(early < 80);
  CHECK(aws.connections - early < 60);  // backed off: about one a minute
}

TEST_CASE("a broker that was sent more than it can take at once is sent half as much afterwards") {
  UplinkRig rig({.publishes_per_second = 10'000, .burst = 1s});
  for (int i = 0; i < 400; ++i) rig.source.add(thing(i));
  mqtt::ConnAck ack;
  ack.receive_maximum = 40;
  rig.connect(ack);
  REQUIRE(rig.broker.published.size() == 40);
  rig.broker.lose("receive maximum exceeded", 0x93);
  rig.until_next_attempt();
  rig.connect(ack);
  for (int i = 0; i < 200; ++i) {
    for (const auto& p : rig.broker.published)
      if (p.open) {
        rig.broker.acknowledge(p.ticket);
        break;
      }
    rig.clock.advance(1ms);
  }
  CHECK(rig.uplink->snapshot().in_flight == 21);
}

TEST_CASE("several refusals of one topic at once are one incident: its pause is the first one") {
  UplinkRig rig({.mirrors = {{"m/all"}}});
  put_eight_copies_under_way(rig);
  REQUIRE(rig.broker.published.size() == 8);
  rig.broker.acknowledge_all(0x87);
  const auto entries = rig.uplink->snapshot().quarantine;
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].probes == 0);
  CHECK(entries[0].probe_at <= rig.clock.now() + Quarantine::kFirstPause);
}

TEST_CASE("copies to one forbidden topic cost a hang-up or two, not one each") {
  UplinkRig rig({.mirrors = {{"m/all"}}});
  put_eight_copies_under_way(rig);
  for (int losses = 0; losses < 10; ++losses) {
    const bool open = std::any_of(rig.broker.published.begin(), rig.broker.published.end(),
                                  [](const Published& p) { return p.open; });
    if (!open) break;
    REQUIRE(losses < 3);
    rig.broker.lose();
    rig.until_next_attempt();
    rig.connect();
    rig.clock.advance(1s);
  }
  CHECK(rig.uplink->snapshot().quarantined == 1);
  CHECK(rig.uplink->snapshot().count.copies_dropped == 8);
}

TEST_CASE("a broker that gives a reason of its own hangs up twice before a topic is quarantined for it") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  rig.broker.lose("protocol error", 0x82);
  CHECK(rig.uplink->snapshot().quarantined == 0);
  rig.until_next_attempt();
  rig.connect();
  rig.broker.lose("protocol error", 0x82);
  CHECK(rig.uplink->snapshot().quarantined == 1);
  CHECK(rig.last().kind == Kind::refused);
}

TEST_CASE(
    "a probe that the end of the connection overtook is withheld, not sent later as if it were current") {
  Aws aws(false);
  aws.guilty = {"gw:bad"};
  UplinkRig& rig = aws.rig;
  rig.source.add("gw:bad");
  rig.uplink->start();
  aws.run(1s);
  REQUIRE(rig.uplink->quarantined("gw:bad"));
  rig.clock.advance(5min);
  rig.source.add("gw:good", rig.clock.now());
  rig.source.add("gw:bad", rig.clock.now());
  rig.uplink->wake();  // good is under way, the probe waits to be alone
  REQUIRE(rig.broker.published.size() == 2);
  rig.broker.lose();
  CHECK(rig.last().kind == Kind::withheld);
  rig.until_next_attempt();
  aws.run(10s);
  CHECK(aws.outcomes()["gw:good"] == std::vector<Kind>{Kind::accepted});
}

TEST_CASE(
    "a broker that hangs up on the subscription is asked for no answers any more, and reports get through") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.uplink->start();
  for (int i = 0; i < 3; ++i) {
    rig.broker.connect();
    REQUIRE(rig.broker.waiting_subscriptions.size() == 1);
    rig.broker.lose();
    rig.until_next_attempt();
  }
  rig.broker.connect();
  CHECK(rig.broker.waiting_subscriptions.empty());
  REQUIRE(rig.broker.published.size() == 1);
  rig.broker.acknowledge_all();
  CHECK(rig.last().kind == Kind::no_verdict);
  CHECK_THAT(rig.uplink->snapshot().detail, Contains("hangs up on subscriptions"));
}

TEST_CASE("a report thrown away for the sake of the rate and then throttled was never taken") {
  UplinkRig rig;
  rig.source.add("gw:m1");
  rig.connect();
  rig.broker.acknowledge_all(0x97);
  rig.clock.advance(6s);
  rig.broker.acknowledge_all();
  rig.answer(rig.source.pulled[0], false, true, "Throttled");
  CHECK(rig.last().kind == Kind::throttled);
}

TEST_CASE("what the operator took out of the fleet leaves the quarantine at the next reload") {
  Aws aws(false);
  aws.guilty = {"stranger"};  // no longer ours
  aws.rig.source.add("stranger");
  aws.rig.uplink->start();
  aws.run(1s);
  REQUIRE(aws.rig.uplink->snapshot().quarantined == 1);
  aws.rig.uplink->probe_refused();
  CHECK(aws.rig.uplink->snapshot().quarantined == 0);
}

}  // namespace gatewarden::test
