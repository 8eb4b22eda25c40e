#include "gateway/mqtt/keep_alive_turns.hpp"

#include <catch2/catch.hpp>

using gatewarden::mqtt::KeepAliveTurns;
using Turn = KeepAliveTurns::Turn;

TEST_CASE("a session that was never paused is judged at each look, whatever comes") {
  KeepAliveTurns turns;
  CHECK(turns.next(true) == Turn::judge);
  turns.came();
  CHECK(turns.next(true) == Turn::judge);
}

TEST_CASE("a paused session is not judged, and says twice in a keep-alive that it lives") {
  KeepAliveTurns turns;
  turns.paused();
  for (int i = 0; i < 10; ++i) {
    CHECK(turns.next(false) == Turn::ping);
    CHECK(turns.next(false) == Turn::wait);
  }
}

TEST_CASE("after a pause a session is judged when nothing comes between two looks without a keep-alive") {
  KeepAliveTurns turns;
  turns.paused();
  CHECK(turns.next(false) == Turn::ping);
  CHECK(turns.next(false) == Turn::wait);
  CHECK(turns.next(true) == Turn::ping);  // it may have been paused until now
  turns.came();
  CHECK(turns.next(true) == Turn::wait);
  turns.came();
  CHECK(turns.next(true) == Turn::ping);  // still what waited
  turns.came();                           // the answer
  CHECK(turns.next(true) == Turn::wait);
  CHECK(turns.next(true) == Turn::judge);
  turns.came();
  CHECK(turns.next(true) == Turn::judge);
}

TEST_CASE("a broker that is dead when the pause ends is judged soon") {
  KeepAliveTurns turns;
  turns.paused();
  CHECK(turns.next(false) == Turn::ping);
  CHECK(turns.next(true) == Turn::wait);
  CHECK(turns.next(true) == Turn::judge);
}

TEST_CASE("a session that is paused again is behind again") {
  KeepAliveTurns turns;
  turns.paused();
  CHECK(turns.next(true) == Turn::ping);
  CHECK(turns.next(true) == Turn::wait);
  CHECK(turns.next(true) == Turn::judge);
  turns.paused();
  CHECK(turns.next(false) == Turn::ping);
}
