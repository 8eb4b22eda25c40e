// Whatever happens, each publication pulled gets exactly one outcome, and the counters agree.
#include <catch2/catch.hpp>
#include <random>

#include "tests/uplink/uplink_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::test;

namespace {

struct Storm {
  explicit Storm(std::uint64_t seed) : random(seed) {
    rig.settings.in_flight = static_cast<std::uint16_t>(1 + random() % 20);
    rig.settings.answers = random() % 4 != 0 ? Answers::all : Answers::off;
    rig.settings.publishes_per_second = 20 + static_cast<double>(random() % 200);
    rig.make();
    rig.uplink->start();
  }
  bool chance(int percent) { return static_cast<int>(random() % 100) < percent; }

  void step() {
    if (chance(40)) {
      rig.source.add("gw:m" + std::to_string(random() % 15),
                     rig.clock.now() + std::chrono::milliseconds(random() % 500),
                     chance(2) ? std::string(200'000, 'x') : "");
      rig.uplink->wake();
    }
    if (rig.broker.has_session()) {
      if (!rig.broker.connected) {
        if (chance(50)) {
          rig.broker.connect();
        } else if (chance(20)) {
          rig.broker.lose("refused", chance(1) ? std::optional<std::uint8_t>(0x8E) : std::nullopt);
        }
      } else {
        broker_acts();
      }
    }
    rig.clock.advance(std::chrono::milliseconds(random() % 200));
  }
  void broker_acts() {
    if (!rig.broker.waiting_subscriptions.empty() && chance(70)) {
      rig.broker.answer_subscriptions(chance(20) ? std::optional<std::uint8_t>(0x87) : std::nullopt);
    }
    for (std::size_t i = 0; i < rig.broker.published.size() && rig.broker.connected; ++i) {
      if (rig.broker.published[i].open && chance(40)) {
        const std::uint8_t codes[] = {0, 16, 0, 0, 0x87, 0x97, 0};
        rig.broker.acknowledge(rig.broker.published[i].ticket, codes[random() % 7]);
      }
    }
    if (!rig.source.pulled.empty() && chance(60)) {
      Publication p = rig.source.pulled[rig.source.pulled.size() - 1 -
                                        random() % std::min<std::size_t>(20, rig.source.pulled.size())];
      if (chance(10)) p.id = ReportId{random() % 5000};
      rig.answer(p, chance(70), chance(60), chance(50) ? "Throttled" : "InvalidPayload");
    }
    if (chance(3)) rig.broker.deliver("$aws/things/gw:m1/defender/metrics/json/accepted", "rubbish");
    if (chance(3)) rig.broker.deliver("$aws/things/x/defender/metrics/json/accepted", "rubbish");
    if (chance(4)) rig.broker.lose();
  }

  std::mt19937_64 random;
  UplinkRig rig;
};

}  // namespace

TEST_CASE("each publication has exactly one outcome under random faults") {
  const auto seed = GENERATE(range(1, 41));
  CAPTURE(seed);
  Storm storm(static_cast<std::uint64_t>(seed));
  for (int i = 0; i < 2000; ++i) storm.step();
  UplinkRig& rig = storm.rig;
  const auto seen = rig.uplink->snapshot();
  if (seed % 2) {
    bool done = false;
    rig.uplink->drain(rig.clock.now() + 8s, [&] { done = true; });
    rig.clock.advance(10s);
    REQUIRE(done);
  } else {
    rig.uplink.reset();
  }
  REQUIRE(rig.source.pulled.size() > 20);
  for (const Publication& p : rig.source.pulled) REQUIRE(rig.book.times[p.id] == 1);
  REQUIRE(rig.book.settlements.size() == rig.source.pulled.size());
  const auto& outcomes = seen.count.outcomes;
  std::uint64_t told = 0;
  for (const Outcome::Kind kind : kOutcomeKinds) told += outcomes[kind];
  CHECK(told <= rig.book.settlements.size());
  CHECK(told + 200 >= rig.book.settlements.size());
  CHECK((outcomes[Outcome::Kind::accepted] > 0 || rig.settings.answers == Answers::off));
}
