#include "adapters/ble/radio/replay_radio.hpp"

#include <catch2/catch.hpp>

#include "tests/ble/commission/air_rig.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using namespace gatewarden::ble::test;
using namespace std::chrono_literals;

namespace {

struct Rig {
  // Records so many seconds after the first.
  void record(const std::vector<double>& seconds) {
    std::string bytes = std::filesystem::exists(file) ? "" : head_of_recording();
    for (const double after : seconds)
      bytes += record_of({.unix_us = Heard::kBegin + static_cast<std::int64_t>(after * 1e6)});
    append(file, bytes);
  }
  void play(double speed, bool follow = true) {
    radio.emplace(io, clock, Replay{file, speed, follow}, [this] { ended = true; });
    radio->start(listener);
  }
  // Threads read the file; the clock is ours.
  bool until(std::size_t count) {
    return gatewarden::test::run_until(io, [&] {
      clock.advance(0ms);
      return listener.all.size() >= count;
    });
  }
  bool until_told(const std::string& part) {
    return gatewarden::test::run_until(io,
                                       [&] { return radio->snapshot().why.find(part) != std::string::npos; });
  }

  gatewarden::test::TemporaryFolder folder;
  std::string file = folder / "air.btsnoop";
  boost::asio::io_context io;
  ManualClock clock;
  Listener listener;
  std::optional<ReplayRadio> radio;
  bool ended = false;
};

}  // namespace

TEST_CASE("a recording is played at its own pace, or faster, in the loop's time") {
  Rig rig;
  rig.record({0, 1, 1.001, 30});
  const auto [speed, factor] = GENERATE(table<double, int>({{1, 1}, {10, 10}}));
  rig.play(speed);
  REQUIRE(rig.until(1));
  rig.clock.advance(1'000'000us / factor - 1us);
  CHECK(rig.listener.all.size() == 1);
  rig.clock.advance(11ms);  // in two turns
  CHECK(rig.listener.all.size() == 3);
  rig.clock.advance(60s / factor);
  REQUIRE(rig.listener.all.size() == 4);
  CHECK(rig.listener.at[3] - rig.listener.at[0] == 30s / factor);
  CHECK(rig.listener.all[3].unix_us == Heard::kBegin + 30'000'000);
  CHECK(rig.listener.all[3].payload == Heard{}.payload);
  CHECK_FALSE(rig.ended);
}

TEST_CASE(
    "a recording that another program still writes is played on, and one that takes its place from its beginning") {
  Rig rig;
  rig.record({0});
  rig.play(0);
  REQUIRE(rig.until(1));
  const std::string next = record_of({.unix_us = Heard::kBegin + 5});
  append(rig.file, next.substr(0, 30));  // half of it
  rig.clock.advance(ReplayRadio::kLook);
  append(rig.file, next.substr(30));
  REQUIRE(gatewarden::test::run_until(rig.io, [&] {
    rig.clock.advance(ReplayRadio::kLook);
    return rig.listener.all.size() == 2;
  }));
  CHECK(rig.listener.all[1].unix_us == Heard::kBegin + 5);

  std::filesystem::remove(rig.file);
  rig.record({7, 8, 9});
  REQUIRE(gatewarden::test::run_until(rig.io, [&] {
    rig.clock.advance(ReplayRadio::kLook);
    return rig.listener.all.size() == 5;
  }));
  CHECK(rig.listener.all[2].unix_us == Heard::kBegin + 7'000'000);
}

TEST_CASE("a long silence and a clock that was set back are not waited for") {
  Rig rig;
  rig.record({0, 7200, 7000, 1e12, -1e12});
  rig.play(1);
  CHECK(rig.until(5));
}

TEST_CASE("many records take many turns, so that the loop serves others between them") {
  Rig rig;
  rig.record(std::vector<double>(ReplayRadio::kTurn * 2 + 1, 0));
  rig.play(0, false);
  REQUIRE(gatewarden::test::run_until(rig.io, [&] { return !rig.listener.all.empty(); }));
  CHECK(rig.listener.all.size() <= ReplayRadio::kTurn);
  REQUIRE(gatewarden::test::run_until(rig.io, [&] {
    rig.clock.advance(0ms);
    return rig.ended;
  }));
  CHECK(rig.listener.all.size() == ReplayRadio::kTurn * 2 + 1);
}

TEST_CASE("a recording that is missing or none says so, and is tried again") {
  Rig rig;
  SECTION("missing") {
    rig.play(1);
    REQUIRE(rig.until_told("air.btsnoop cannot be played: there is no such file"));
  }
  SECTION("no recording") {
    append(rig.file, "{\"this\": \"is something else, as long as a head\"}");
    rig.play(1);
    REQUIRE(rig.until_told("air.btsnoop cannot be played: "));
    std::filesystem::remove(rig.file);
  }
  CHECK(rig.radio->snapshot().state == LinkState::waiting);
  CHECK(rig.radio->snapshot().retry_in == ReplayRadio::kRetry);
  rig.record({0});
  rig.clock.advance(ReplayRadio::kRetry);
  REQUIRE(rig.until(1));
  CHECK(rig.radio->snapshot().why.empty());
  CHECK(rig.radio->snapshot().state == LinkState::connected);
}

TEST_CASE("what is whole before the fault of a recording is played") {
  Rig rig;
  rig.record({0, 0});
  std::string torn = record_of({});
  torn[4] = torn[5] = '\x7f';  // of a length that no record has
  append(rig.file, torn + record_of({}));
  rig.play(0, false);
  REQUIRE(gatewarden::test::run_until(rig.io, [&] { return rig.ended; }));
  CHECK(rig.listener.all.size() == 2);
  CHECK_FALSE(rig.radio->snapshot().why.empty());
}

TEST_CASE("a stopped replay hands on nothing more, also from within") {
  struct Stopping final : RadioListener {
    void heard(const Advertisement&) override {
      ++count;
      radio->stop();
    }
    ReplayRadio* radio = nullptr;
    int count = 0;
  };
  Rig rig;
  rig.record({0, 0, 0});
  ReplayRadio radio(rig.io, rig.clock, {rig.file, 0, true});
  Stopping listener;
  listener.radio = &radio;
  radio.start(listener);
  REQUIRE(gatewarden::test::run_until(rig.io, [&] { return listener.count > 0; }));
  rig.clock.advance(1min);
  CHECK(listener.count == 1);
  CHECK(radio.snapshot().state == LinkState::stopped);
}
