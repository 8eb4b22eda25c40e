// One topic that very many children read: a payload is handed on in turns of the loop.
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

#include "adapters/local_mqtt/local_mqtt_link.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/system_clock.hpp"
#include "tests/local_mqtt/recording_sink.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/scripted_session.hpp"

using namespace gatewarden;
using namespace gatewarden::local_mqtt;
using namespace gatewarden::local_mqtt::test;

namespace {

constexpr std::uint32_t kChildren = 10'000;
constexpr std::uint32_t kProfiles = 20;  // each reads a part of its own
// A child takes as much of a turn, and so many fit.
const std::string kPadding(250, 'x');

std::string payload_of(int value) {
  std::string made = R"({"pad":")" + kPadding + '"';
  for (std::uint32_t i = 0; i < kProfiles; ++i)
    made += ",\"v" + std::to_string(i) + "\":" + std::to_string(value);
  return made + "}";
}

// A link on the loop, and a neighbour there whose timer is always due again.
struct Shared {
  explicit Shared(std::uint32_t bytes_per_second = LinkBudget::kBytesPerSecond) {
    log::set_level(log::Level::off);
    Settings settings;
    settings.broker.host = "127.0.0.1";
    settings.bytes_per_second = bytes_per_second;
    link = std::make_unique<LocalMqttLink>("site", settings,
                                           Surroundings{sink, clock, broker.factory(), nullptr, 7});
    for (std::uint32_t i = 0; i < kProfiles; ++i)
      profiles.push_back(profile({{"v", "/v" + std::to_string(i)}}));
    link->assign(children(0, kChildren));
    link->start();
    broker.connect();
    broker.answer_subscriptions();
    neighbour = clock.timer([this] {
      const std::size_t served = work();
      longest = std::max(longest, served - served_before);
      served_before = served;
      ++neighbour_turns;
      neighbour->arm(clock.now());
    });
  }
  std::vector<Assignment> children(std::uint32_t from, std::uint32_t to) const {
    std::vector<Assignment> all;
    for (std::uint32_t i = from; i < to; ++i) all.push_back(child(i, i, "site/all", profiles[i % kProfiles]));
    return all;
  }
  // Values handed on and children heard.
  std::size_t work() const { return sink.samples() + sink.signs_of_life.size(); }
  std::uint64_t counted(const char* name) const { return link->snapshot().counters.at(name); }
  void deliver(int value) { broker.deliver("site/all", payload_of(value)); }
  void finish() {
    REQUIRE(gatewarden::test::run_until(io, [this] {
      broker.deliver_kept();
      return !broker.paused && broker.waiting_messages.empty();
    }));
  }

  boost::asio::io_context io;
  SystemClock clock{io};
  RecordingSink sink;
  gatewarden::test::ScriptedBroker broker;
  std::vector<std::shared_ptr<const AdapterProfile>> profiles;
  std::unique_ptr<LocalMqttLink> link;
  std::unique_ptr<Timer> neighbour;
  std::size_t neighbour_turns = 0, longest = 0, served_before = 0;
};

// So many children at most in one turn, and so many turns at least for all: each child decodes, and is counted.
const std::size_t kDecode = payload_of(1).size() + LinkBudget::kPayloadBytes;
const std::size_t kMostInATurn = PayloadIntake::kTurnBytes / LinkBudget::kPayloadBytes + 2;
const std::size_t kLeastTurns =
    kChildren * (kDecode + LinkBudget::kPayloadBytes) / (PayloadIntake::kTurnBytes + kDecode) - 1;

}  // namespace

TEST_CASE(
    "a payload that ten thousand children read is handed on in turns, and a neighbour has its own between") {
  Shared site;
  site.neighbour->arm(site.clock.now());
  site.deliver(1);
  CHECK(site.broker.paused);
  CHECK(site.sink.samples() < kMostInATurn);
  site.finish();
  CHECK(site.sink.samples() == kChildren);
  CHECK(site.sink.signs_of_life.size() == kChildren);
  CHECK(site.neighbour_turns >= kLeastTurns);
  CHECK(site.longest <= kMostInATurn);
}

TEST_CASE("payloads that come meanwhile wait: none is lost, and each child reads them in their order") {
  Shared site;
  for (int value = 1; value <= 3; ++value) site.deliver(value);
  CHECK(site.broker.waiting_messages.size() == 2);
  site.finish();
  CHECK(site.counted("payloads") == 3);
  std::size_t in_order = 0;
  for (const auto& [point, values] : site.sink.numbers) {
    in_order += values.size() == 3 && values[0].as_double() == 1 && values[1].as_double() == 2 &&
                values[2].as_double() == 3;
  }
  CHECK(in_order == kChildren);
}

TEST_CASE("a payload that is passed over is counted in turns, too") {
  Shared site(1);  // byte a second: the first payload takes all of it
  site.deliver(1);
  site.finish();
  site.sink.signs_of_life.clear();
  site.served_before = site.work();
  site.longest = 0;
  site.neighbour->arm(site.clock.now());
  const std::size_t turns = site.neighbour_turns;
  site.deliver(2);
  CHECK(site.broker.paused);
  site.finish();
  CHECK(site.counted("too_fast") == kChildren);
  CHECK(site.sink.signs_of_life.size() == kChildren);
  CHECK(site.neighbour_turns - turns >= kChildren / kMostInATurn);
  CHECK(site.longest <= kMostInATurn);
}

TEST_CASE("children that leave while a payload is handed on read no more of it; the others read it once") {
  Shared site;
  site.deliver(1);
  const std::size_t before = site.sink.samples();
  REQUIRE(before < 2000);
  site.link->release(DeviceId{5000});
  // A reload leaves out the last thousand, and others have their places in its table.
  auto stay = site.children(0, 9000);
  std::reverse(stay.begin(), stay.end());
  std::erase_if(stay, [](const Assignment& each) { return each.device == DeviceId{5000}; });
  site.link->assign(stay);
  site.finish();
  CHECK(site.sink.samples() >= 8999);
  CHECK(site.sink.samples() <= 8999 + before);
  for (std::uint32_t i = 0; i < 9000; ++i) {
    CAPTURE(i);
    if (i != 5000) REQUIRE(site.sink.numbers[i].size() == 1);
  }
  CHECK(site.sink.signs_of_life.count(5000) == 0);
}

TEST_CASE(
    "a payload is handed on to its end over the loss of its connection; the next session waits for that") {
  Shared site;
  site.deliver(1);
  SECTION("lost") { site.broker.lose("reset"); }
  SECTION("connected again") {
    site.broker.paused = false;
    site.broker.connect();
    CHECK(site.broker.paused);
  }
  site.finish();
  CHECK(site.sink.samples() == kChildren);
}

TEST_CASE("a link that is stopped hands on no more of a payload, and begins afresh") {
  Shared site;
  site.deliver(1);
  site.link->stop();
  const std::size_t before = site.sink.samples();
  CHECK(before < kChildren);
  site.io.poll();
  CHECK(site.sink.samples() == before);
  site.link->start();
  site.broker.connect();
  CHECK_FALSE(site.broker.paused);
  site.deliver(2);
  site.finish();
  CHECK(site.sink.samples() == before + kChildren);
}
