#include "gateway/app/children/learning_room.hpp"

#include <catch2/catch.hpp>

#include "tests/support/log_capture.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using namespace std::chrono_literals;
using gatewarden::test::LogCapture;
using Refusal = LearningRoom::Refusal;

namespace {

const SteadyTime kNow = SteadyTime{} + 1h;

config::Unknown rules(std::uint32_t at_most, std::uint32_t per_minute = 100) {
  return {true, "press", "gw:{id}", at_most, per_minute, 24h};
}

}  // namespace

TEST_CASE("a minute's new devices are taken at once, further ones as the minute passes") {
  LearningRoom room(rules(1000, 6), 0, kNow);
  int taken = 0;
  while (room.takes_one(kNow)) ++taken;
  CHECK(taken == 6);
  CHECK_FALSE(room.takes_one(kNow + 9s));
  CHECK(room.takes_one(kNow + 11s));
  taken = 0;
  while (room.takes_one(kNow + 1h)) ++taken;  // what was not used adds up to a minute's
  CHECK(taken == 6);
}

TEST_CASE("a full link says how many it refused, who was the last and what makes room, until there is room") {
  log::set_level(log::Level::off);
  LearningRoom room(rules(1), 1, kNow);
  CHECK(room.why(kNow).empty());
  for (int i = 0; i < 399; ++i) room.refused(Refusal::full, "site", "evil" + std::to_string(i), kNow);
  room.refused(Refusal::unusable, "site", "/", kNow);
  room.refused(Refusal::full, "site", "real-meter", kNow);
  const std::string why =
      "at_most reached; 400 refused, last: real-meter (`gatewarden forget THING` makes room)";
  CHECK(room.why(kNow) == why);
  CHECK(room.why(kNow + 24h) == why);
  room.left();
  CHECK(room.why(kNow + 24h).empty());
  room.learned();
  CHECK(room.why(kNow + 24h).empty());
}

TEST_CASE("a refusal that passes by itself is shown for a minute") {
  log::set_level(log::Level::off);
  LearningRoom room(rules(10), 1, kNow);
  room.refused(Refusal::too_fast, "site", "p1", kNow);
  CHECK(room.why(kNow + 59s) == "per_minute reached; 1 refused, last: p1");
  CHECK(room.why(kNow + 61s).empty());
  room.refused(Refusal::unusable, "site", "press 9", kNow + 70s);
  CHECK(room.why(kNow + 71s) == "no free thing name can be made of it; 1 refused, last: press 9");
}

TEST_CASE("a foreign name is shown cut and harmless") {
  log::set_level(log::Level::off);
  LearningRoom room(rules(1), 1, kNow);
  room.refused(Refusal::full, "site", "\x1b]0;owned\a" + std::string(60'000, 'x'), kNow);
  const std::string why = room.why(kNow);
  CHECK(why.size() < 200);
  CHECK(why.find('\x1b') == std::string::npos);
  CHECK(why.find("\\x1b]0;owned\\x07xxx") != std::string::npos);
  CHECK(why.find("xxx... (") != std::string::npos);
}

TEST_CASE("refusals are logged once an hour, however many there are") {
  LogCapture captured;
  LearningRoom room(rules(1), 1, kNow);
  for (int i = 0; i < 10'000; ++i)
    room.refused(Refusal::full, "site", std::string(5000, 'x'), kNow + i * 1ms);
  CHECK(captured.count("learning_refused") == 1);
  CHECK(captured.text().size() < 500);
  room.refused(Refusal::full, "site", "p1", kNow + 1h);
  CHECK(captured.count("learning_refused") == 2);
  CHECK_THAT(captured.text(), Catch::Contains("10001 refused, last: p1"));
}

TEST_CASE(
    "the longest silent devices are named first, and a look that found none is not repeated before one may be") {
  LearningRoom room(rules(2), 2, kNow);
  CHECK(room.may_have_silent(kNow));
  room.looked({}, kNow - 1h, kNow);
  CHECK_FALSE(room.may_have_silent(kNow + 22h));
  CHECK(room.may_have_silent(kNow + 23h));
  room.looked({{kNow - 30h, "b"}, {kNow - 40h, "a"}, {kNow - 25h, "c"}}, kNow - 40h, kNow + 23h);
  CHECK(room.next_silent() == "a");
  CHECK(room.next_silent() == "b");
  CHECK(room.next_silent() == "c");
  CHECK_FALSE(room.next_silent());
}

TEST_CASE("of those refused at the bound the last names are kept, each once, until there is room") {
  log::set_level(log::Level::off);
  LearningRoom room(rules(1), 1, kNow);
  for (int i = 0; i < 400; ++i) room.refused(Refusal::full, "site", "evil" + std::to_string(i), kNow);
  room.refused(Refusal::full, "site", "evil395", kNow);
  room.refused(Refusal::unusable, "site", "/", kNow);
  const auto names = room.names_refused();
  REQUIRE(names.size() == LearningRoom::kMaxNames);
  CHECK(names.front() == "evil390");
  CHECK(names[8] == "evil399");
  CHECK(names.back() == "evil395");
  room.refused(Refusal::full, "site", std::string(1000, '\x1b'), kNow);
  CHECK(room.names_refused().back().find('\x1b') == std::string::npos);
  CHECK(room.names_refused().back().size() < 1000);
  room.left();
  CHECK(room.names_refused().empty());
}
