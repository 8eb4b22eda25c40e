#include "adapters/modbus/poll/line_state.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Phase = LineState::Phase;

constexpr SteadyTime kStart{1h};

TEST_CASE("the pause before a line is opened again grows to half a minute, until an answer comes") {
  std::mt19937_64 random(1);
  LineState line;
  Duration longest{};
  for (int i = 0; i < 200; ++i) {
    line.back_off(kStart, random);
    REQUIRE(line.is(Phase::waiting));
    const Duration pause = line.deadline() - kStart;
    if (i == 0) CHECK(pause <= 1s);
    REQUIRE(pause >= 100ms);
    longest = std::max(longest, pause);
  }
  CHECK(longest > 20s);
  CHECK(longest <= 30s);
  line.answered();
  line.back_off(kStart, random);
  CHECK(line.deadline() - kStart <= 1s);
}

TEST_CASE("a line is proven by an answer over this very connection") {
  LineState line;
  line.opening(kStart + 3s);
  CHECK(line.deadline() == kStart + 3s);
  line.opened();
  CHECK_FALSE(line.proven());
  line.failed("connection lost");
  line.answered();
  CHECK(line.proven());
  CHECK(line.why().empty());
  line.wait(kStart);
  line.opening(kStart + 3s);
  line.opened();
  CHECK_FALSE(line.proven());
}

TEST_CASE("an outage is news once, and so is its end") {
  LineState line;
  CHECK(line.answer_is_news());
  CHECK_FALSE(line.answer_is_news());
  CHECK(line.lost_is_news());
  CHECK(line.is_lost());
  CHECK_FALSE(line.lost_is_news());
  CHECK(line.answer_is_news());
  CHECK_FALSE(line.is_lost());
}
