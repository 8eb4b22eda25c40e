#include "adapters/modbus/device/unanswered_reads.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kStart{1h};
constexpr Range kMute{Table::holding_registers, 7, 1}, kAnswered{Table::holding_registers, 100, 1};

}  // namespace

TEST_CASE("a read that stays without an answer once is asked again in the next cycle") {
  UnansweredReads reads;
  reads.unanswered(kMute);
  CHECK(reads.latest() == kMute);
  reads.answered(kAnswered, kStart, 10s);
  CHECK_FALSE(reads.left_out(kMute, kStart));
  CHECK_FALSE(reads.latest());
}

TEST_CASE("from the second time on it is left out for two periods, then four, and for an hour at most") {
  UnansweredReads reads;
  SteadyTime now = kStart;
  const auto another_time = [&] {
    reads.unanswered(kMute);
    reads.answered(kAnswered, now, 10s);
  };
  another_time();
  for (const Duration pause : {Duration(20s), Duration(40s), Duration(80s)}) {
    another_time();
    CHECK(reads.left_out(kMute, now + pause - 1ms));
    CHECK_FALSE(reads.left_out(kMute, now + pause));
    now += pause;
  }
  for (int i = 0; i < 300; ++i) another_time();
  CHECK(reads.left_out(kMute, now + 1h - 1ms));
  CHECK_FALSE(reads.left_out(kMute, now + 1h));
  CHECK_FALSE(reads.left_out(kAnswered, now));
}

TEST_CASE("a unit that answers nothing at all has no read that is left out") {
  UnansweredReads reads;
  for (int i = 0; i < 10; ++i) reads.unanswered(kMute);
  CHECK_FALSE(reads.left_out(kMute, kStart));
}

TEST_CASE("a read that is answered again is as good as new") {
  UnansweredReads reads;
  for (int i = 0; i < 4; ++i) {
    reads.unanswered(kMute);
    reads.answered(kAnswered, kStart, 10s);
  }
  REQUIRE(reads.left_out(kMute, kStart));
  reads.answered(kMute, kStart, 10s);
  CHECK_FALSE(reads.left_out(kMute, kStart));
  reads.unanswered(kMute);
  reads.answered(kAnswered, kStart, 10s);
  CHECK_FALSE(reads.left_out(kMute, kStart));
}
