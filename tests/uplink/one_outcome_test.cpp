// Whatever happens to the connection and whatever the broker and the service answer: each publication pulled
// gets exactly one outcome, and the counters say the same.
#include <catch2/catch.hpp>
#include <random>

#include "tests/uplink/site.hpp"

using namespace gatewarden;
using namespace gatewarden::test;

namespace {

struct Storm {
  explicit Storm(std::uint64_t seed) : random(seed) {
    site.settings.in_flight = static_cast<std::uint16_t>(1 + random() % 20);
    site.settings.answers = random() % 4 != 0 ? Answers::all : Answers::off;
    site.settings.publishes_per_second = 20 + static_cast<double>(random() % 200);
    site.make();
    site.uplink->start();
  }
  bool chance(int percent) { return static_cast<int>(random() % 100) < percent; }

  void step() {
    if (chance(40)) {
      site.source.add("gw:m" + std::to_string(random() % 15),
                      site.clock.now() + std::chrono::milliseconds(random() % 500),
                      chance(2) ? std::string(200'000, 'x') : "");
      site.uplink->wake();
    }
    if (site.broker.has_session()) {
      if (!site.broker.connected) {
        if (chance(50)) {
          site.broker.connect();
        } else if (chance(20)) {
          site.broker.lose("refused", chance(1) ? std::optional<std::uint8_t>(0x8E) : std::nullopt);
        }
      } else {
        broker_acts();
      }
    }
    site.clock.advance(std::chrono::milliseconds(random() % 200));
  }
  void broker_acts() {
    if (!site.broker.waiting_subscriptions.empty() && chance(70)) {
      site.broker.answer_subscriptions(chance(20) ? std::optional<std::uint8_t>(0x87) : std::nullopt);
    }
    for (std::size_t i = 0; i < site.broker.published.size() && site.broker.connected; ++i) {
      if (site.broker.published[i].open && chance(40)) {
        const std::uint8_t codes[] = {0, 16, 0, 0, 0x87, 0x97, 0};
        site.broker.acknowledge(site.broker.published[i].ticket, codes[random() % 7]);
      }
    }
    if (!site.source.pulled.empty() && chance(60)) {
      Publication p = site.source.pulled[site.source.pulled.size() - 1 -
                                         random() % std::min<std::size_t>(20, site.source.pulled.size())];
      if (chance(10)) p.id = ReportId{random() % 5000};
      site.answer(p, chance(70), chance(60), chance(50) ? "Throttled" : "InvalidPayload");
    }
    if (chance(3)) site.broker.deliver("$aws/things/gw:m1/defender/metrics/json/accepted", "rubbish");
    if (chance(3)) site.broker.deliver("$aws/things/x/defender/metrics/json/accepted", "rubbish");
    if (chance(4)) site.broker.lose();
  }

  std::mt19937_64 random;
  Site site;
};

}  // namespace

TEST_CASE("each publication has exactly one outcome under random faults") {
  const auto seed = GENERATE(range(1, 41));
  CAPTURE(seed);
  Storm storm(static_cast<std::uint64_t>(seed));
  for (int i = 0; i < 2000; ++i) storm.step();
  Site& site = storm.site;
  const auto seen = site.uplink->snapshot();
  if (seed % 2) {
    bool done = false;
    site.uplink->drain(site.clock.now() + 8s, [&] { done = true; });
    site.clock.advance(10s);
    REQUIRE(done);
  } else {
    site.uplink.reset();
  }
  REQUIRE(site.source.pulled.size() > 20);
  for (const Publication& p : site.source.pulled) REQUIRE(site.book.times[p.id] == 1);
  REQUIRE(site.book.settlements.size() == site.source.pulled.size());
  const auto& outcomes = seen.count.outcomes;
  std::uint64_t told = 0;
  for (const Outcome::Kind kind : kOutcomeKinds) told += outcomes[kind];
  CHECK(told <= site.book.settlements.size());
  CHECK(told + 200 >= site.book.settlements.size());
  CHECK((outcomes[Outcome::Kind::accepted] > 0 || site.settings.answers == Answers::off));
}
