#include "adapters/modbus/poll/line_doubts.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::modbus;

namespace {

LinkSettings line_of(bool rtu, unsigned misses, unsigned places) {
  LinkSettings settings;
  if (rtu) settings.serial = "/dev/ttyUSB0";
  settings.misses = misses;
  settings.outstanding = places;
  return settings;
}

}  // namespace

TEST_CASE("time-outs in a row without a frame between them speak against the line") {
  LineDoubts doubts(line_of(false, 3, 1));
  doubts.unanswered(1);
  doubts.unanswered(2);
  CHECK_FALSE(doubts.seems_dead(2, 2));
  doubts.unanswered(1);
  CHECK(doubts.seems_dead(2, 2));
  CHECK(doubts.silence() == 3);
  doubts.answered();
  CHECK_FALSE(doubts.seems_dead(2, 2));
}

TEST_CASE("those of one unit alone do not, where there are others") {
  LineDoubts doubts(line_of(false, 3, 1));
  for (int i = 0; i < 10; ++i) doubts.unanswered(1);
  CHECK_FALSE(doubts.seems_dead(2, 2));
  CHECK(doubts.seems_dead(1, 1));
}

TEST_CASE("a line with many places takes more of them, a serial line as many as it has units") {
  LineDoubts tcp(line_of(false, 3, 4)), rtu(line_of(true, 3, 1));
  for (std::uint8_t unit = 1; unit <= 7; ++unit) {
    tcp.unanswered(unit);
    rtu.unanswered(unit);
  }
  CHECK_FALSE(tcp.seems_dead(20, 20));
  CHECK(tcp.seems_dead(7, 7));
  CHECK_FALSE(rtu.seems_dead(20, 20));
  tcp.unanswered(8);
  CHECK(tcp.seems_dead(20, 20));
  for (std::uint8_t unit = 8; unit <= 20; ++unit) rtu.unanswered(unit);
  CHECK(rtu.seems_dead(20, 20));
}

TEST_CASE("late answers speak for a line that brought none in time, else for a peer out of step") {
  LineDoubts doubts(line_of(false, 3, 1));
  for (int i = 0; i < 3; ++i) doubts.unanswered(1);
  CHECK(doubts.text() == "no answer to 3 requests in a row");
  CHECK(doubts.answered_late());
  CHECK_FALSE(doubts.seems_dead(1, 1));
  doubts.answered();
  for (int i = 0; i < 3; ++i) doubts.unanswered(1);
  CHECK_FALSE(doubts.answered_late());
  CHECK(doubts.seems_dead(1, 1));
  doubts.reset();
  CHECK(doubts.answered_late());
}

TEST_CASE("a peer that sends nothing but what nobody asked for is not worth the line") {
  LineDoubts doubts(line_of(false, 3, 1));
  for (int i = 0; i < 64; ++i) doubts.unexpected();
  CHECK_FALSE(doubts.only_unexpected());
  doubts.expected();
  for (int i = 0; i < 65; ++i) doubts.unexpected();
  CHECK(doubts.only_unexpected());
  doubts.reset();
  CHECK_FALSE(doubts.only_unexpected());
}
